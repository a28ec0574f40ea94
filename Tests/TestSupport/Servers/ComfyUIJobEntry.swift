extension ComfyUIJob {
    /// The status as the jobs call names it.
    var jobStatus: String {
        switch status {
        case .pending: "pending"
        case .running: "in_progress"
        case .success: "completed"
        case .error: "failed"
        }
    }

    /// The job as the jobs call lists it. What has no value is left out.
    var jobEntry: [String: Any] {
        var entry: [String: Any] = [
            "id": id, "status": jobStatus, "priority": number, "create_time": createdAt,
            "outputs_count": outputs.count,
        ]
        if status != .pending { entry["execution_start_time"] = createdAt + 1000 }
        if hasEnded { entry["execution_end_time"] = createdAt + 2000 }
        if status == .error {
            entry["execution_error"] = ["exception_message": "out of memory", "node_id": "9"]
        }
        if let first = outputs.first {
            entry["preview_output"] = [
                "filename": first.place.filename, "subfolder": first.place.subfolder,
                "type": first.place.kind.rawValue, "nodeId": first.node,
                "mediaType": first.list.rawValue,
            ]
        }
        return entry
    }

    /// What the call for a single job adds.
    var jobDetails: [String: Any] {
        var details: [String: Any] = [
            "outputs": outputsByNode, "workflow": ["prompt": jsonValue(graph)],
        ]
        if hasEnded { details["execution_status"] = historyEntry["status"] }
        return details
    }
}

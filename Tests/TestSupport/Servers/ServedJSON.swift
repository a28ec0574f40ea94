import Foundation

extension ServedConnection {
    /// Answers with a value that `JSONSerialization` takes, or a lone string, number or null.
    func respond(_ status: Int = 200, json value: Any) {
        respond(status, headers: [("Content-Type", "application/json")], body: jsonBytes(value))
    }

    /// Answers with an error as the web frameworks of the image generators phrase it.
    func respond(_ status: Int, detail: String) {
        respond(status, json: ["detail": detail])
    }
}

func jsonBytes(_ value: Any) -> [UInt8] {
    let options: JSONSerialization.WritingOptions = [
        .fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes,
    ]
    do {
        return [UInt8](try JSONSerialization.data(withJSONObject: value, options: options))
    } catch {
        preconditionFailure("no JSON: \(error)")
    }
}

/// The value of a JSON text that a test wrote.
func jsonValue(_ text: String) -> Any {
    do {
        return try JSONSerialization.jsonObject(
            with: Data(text.utf8), options: .fragmentsAllowed)
    } catch {
        preconditionFailure("no JSON: \(text)")
    }
}

extension Feed {
    /// Waits as `wait(after:)` does; false when the time was over first.
    func isWoken(after number: Int64, within time: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await self.wait(after: number)
                return true
            }
            group.addTask {
                do {
                    try await Task.sleep(for: time)
                    return false
                } catch {
                    return true
                }
            }
            defer { group.cancelAll() }
            return await group.next() ?? true
        }
    }

    /// Waits until the feed ends; false when the time was over first.
    func isEnded(within time: Duration) async -> Bool {
        _ = await isWoken(after: .max, within: time)
        return isEnded
    }
}

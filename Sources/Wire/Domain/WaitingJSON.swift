/// Jobs that wait, counted.
package struct WaitingJSON: WireJSON {
    package let reason: String
    package let count: Int

    package init(reason: String, count: Int) {
        self.reason = reason
        self.count = count
    }
}

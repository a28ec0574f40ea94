/// A row that was deleted, restored or otherwise changed, and has nothing else to say.
package struct ChangedJSON: WireJSON {
    package let event: EventName
    package let kind, id: String

    package init(event: EventName, kind: String, id: String) {
        self.event = event
        self.kind = kind
        self.id = id
    }
}

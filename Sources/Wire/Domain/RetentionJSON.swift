/// What one rule of housekeeping found.
package struct RetentionJSON: WireJSON {
    package let event: EventName
    package let rule: String
    package let age: String?
    package let count: Int

    package init(event: EventName, rule: String, age: String?, count: Int) {
        self.event = event
        self.rule = rule
        self.age = age
        self.count = count
    }
}

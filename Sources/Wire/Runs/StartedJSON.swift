/// A run has begun: its id, by which `runs` and `failures` know it.
package struct StartedJSON: WireJSON {
    package let event: EventName
    package let run: String

    package init(run: String) {
        event = .started
        self.run = run
    }
}

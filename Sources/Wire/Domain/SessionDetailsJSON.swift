/// A session with what follows from it.
package struct SessionDetailsJSON: WireJSON {
    package let session: SessionJSON
    package let next_states: [String]
    package let brief: BriefJSON?
    package let mood_board: [String]
    package let costs: [String: Int]

    package init(
        session: SessionJSON, next: [String], brief: BriefJSON?, moodBoard: [String],
        costs: [String: Int]
    ) {
        self.session = session
        next_states = next
        self.brief = brief
        mood_board = moodBoard
        self.costs = costs
    }
}

extension FaultVisit {
    /// Behaviours that send the client elsewhere.
    static let redirections: [String: Answer] = [
        "redirect": { $0.redirect(to: $0.goodTarget) },
        // The counter makes every target new, so a client must count and not compare.
        "redirect-loop": { visit in
            visit.redirect(to: "/redirect-loop/\(visit.seed).png?n=\(visit.number + 1)")
        },
        "redirect-chain": { visit in
            switch visit.number {
            case ...0: visit.answerWell()
            case 1: visit.redirect(to: visit.goodTarget)
            case let number:
                visit.redirect(to: "/redirect-chain/\(visit.seed).png?n=\(number - 1)")
            }
        },
        "redirect-private": { $0.redirect(to: $0.request.parameter("to") ?? "") },
        "redirect-file": { $0.redirect(to: "file:///etc/passwd") },
    ]

    private var goodTarget: String { "/good/\(seed).png" }

    /// The query's `n`, or 0.
    private var number: Int { request.parameter("n").flatMap { Int($0) } ?? 0 }

    private func redirect(to place: String) {
        connection.respond(302, headers: [("Location", place)])
    }
}

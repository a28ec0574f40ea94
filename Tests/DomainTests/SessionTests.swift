import Testing

@testable import Domain

@Suite("Sessions") struct SessionTests {
    @Test("go through their workflow's states and no others", arguments: Workflow.allCases)
    func transitions(_ workflow: Workflow) throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        for (from, allowed) in workflow.transitions {
            for to in SessionStatus.allCases {
                let session = try domain.write(as: ann) { transaction in
                    let session = try transaction.sessions.create(workflow)
                    return try transaction.update(session) { $0.status = from }
                }
                if allowed.contains(to) {
                    let moved = try domain.write(as: ann) {
                        try $0.sessions.move(session.id, to: to)
                    }
                    #expect(moved.status == to)
                } else {
                    #expect(
                        throws: DomainError.wrongState(
                            .sessions, session.id, state: from.rawValue,
                            allowed: allowed.map(\.rawValue))
                    ) { try domain.write(as: ann) { try $0.sessions.move(session.id, to: to) } }
                }
            }
        }
        try domain.expectRebuilds()
    }

    @Test("that failed go back to the stage that failed")
    func retry() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        let session = try domain.write(as: ann) { transaction in
            let session = try transaction.sessions.create(.ad)
            for status in [SessionStatus.prompting, .generatingImages] {
                try transaction.sessions.move(session.id, to: status)
            }
            return try transaction.sessions.move(session.id, to: .failed, error: "no GPU")
        }
        #expect(session.error == "no GPU")
        #expect(throws: DomainError.self) {
            try domain.write(as: ann) { try $0.sessions.move(session.id, to: .composing) }
        }
        let again = try domain.write(as: ann) {
            try $0.sessions.move(session.id, to: .generatingImages)
        }
        #expect(again.error == nil && again.retries == 1 && again.failedFrom == nil)
        let told = try domain.write(as: ann) {
            try $0.sessions.setProgress(
                session.id, stage: "image_gen", percent: 30, message: "3 of 6")
        }
        #expect(told.progress == 30 && told.message == "3 of 6")
        #expect(throws: DomainError.invalid(.progress, .outside(0, 100))) {
            try domain.write(as: ann) {
                try $0.sessions.setProgress(session.id, stage: nil, percent: 101, message: nil)
            }
        }
    }

    @Test("of an ad have a brief whose rules hold")
    func brief() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        let (ad, images) = try domain.write(as: ann) {
            (try $0.sessions.create(.ad), try $0.sessions.create(.images))
        }
        try domain.write(as: ann) {
            try $0.sessions.editBrief(of: ad.id) {
                $0.styleKeywords = ["warm", "clean"]
                $0.seed = "18446744073709551615"
                $0.textColor = "#Ff0080"
                $0.category = .footwear
            }
        }
        let brief = try domain.read(as: ann) { try $0.sessions.brief(of: ad.id) }
        #expect(brief?.styleKeywords == ["warm", "clean"] && brief?.imagesRequested == 6)
        func refuse(_ error: DomainError, _ change: (inout Brief) -> Void) throws {
            #expect(throws: error) {
                try domain.write(as: ann) { _ = try $0.sessions.editBrief(of: ad.id, change) }
            }
        }
        try refuse(.invalid(.color, .malformed)) { $0.textColor = "#12345g" }
        try refuse(.invalid(.seed, .malformed)) { $0.seed = "18446744073709551616" }
        try refuse(.invalid(.seed, .malformed)) { $0.seed = "-1" }
        try refuse(.invalid(.count, .outside(1, 100))) { $0.imagesRequested = 0 }
        #expect(throws: DomainError.invalid(.workflow, .notOneOf(["ad"]))) {
            try domain.write(as: ann) { _ = try $0.sessions.editBrief(of: images.id) { _ in } }
        }
        try domain.expectRebuilds()
    }

    @Test("leave what they made when they are of images, and take it along otherwise")
    func deletion() throws {
        for workflow in Workflow.allCases {
            let domain = try TestDomain()
            let ann = try domain.makeUser("ann")
            let (session, job, generation) = try domain.write(as: ann) { transaction in
                let session = try transaction.sessions.create(workflow)
                var request = JobRequest()
                request.session = session.id
                let job = try transaction.jobs.enqueue("paint", request)
                var made = GenerationRequest()
                made.job = job.id
                return (session, job, try transaction.generations.create(.image, made))
            }
            try domain.write(as: ann) { try $0.sessions.delete(session.id) }
            try domain.read(as: ann) { reader throws in
                let left = try reader.find(Generation.self, generation.id)
                #expect((left != nil) == (workflow == .images), "\(workflow)")
                #expect(left?.sessionID == nil)
                #expect((try reader.find(Job.self, job.id) != nil) == (workflow == .images))
            }
            try domain.expectRebuilds()
            try domain.write(as: ann) { _ = try $0.sessions.restore(session.id) }
            try domain.read(as: ann) { reader throws in
                #expect(try reader.generations.get(generation.id).sessionID == session.id)
                #expect(try reader.jobs.get(job.id).sessionID == session.id)
            }
            try domain.expectRebuilds()
        }
    }
}

import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

@Suite("The retrieval part of the configuration") struct RetrievalConfigurationTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    @Test(
        "a misspelt or senseless setting is named",
        arguments: [
            (#"{"conections": 4}"#, "conections"),
            (#"{"retry": {"timeout": {"base": 4}}}"#, "base"),
            (#"{"retry": {"time-out": {"attempts": 4}}}"#, "time-out"),
            (#"{"hosts": {"h": {"conections": 4}}}"#, "conections"),
            (#"{"hosts": {"h": {"retry": {"9000": {"attempts": 4}}}}}"#, "9000"),
            (#"{"connections": "many"}"#, "connections"),
        ])
    func wrong(_ setting: String, _ word: String) throws {
        try store.configure(retrieval: setting)
        #expect {
            try store.open()
        } throws: { error in
            (error as? ConfigurationError)?.message.contains(word) ?? false
        }
    }

    @Test("rules of a status and of a host are gone by")
    func rules() async throws {
        try store.configure(
            retrieval: """
                {"retry": {"404": {"permanent": false, "base_seconds": 7}},
                 "hosts": {"127.0.0.2": {"retry": {"default": {"attempts": 1}}}}}
                """)
        let clock = TestClock()
        let one = try FaultServer { testPicture($0) }
        let library = try store.open { $0.clock = clock.clock() }
        defer { library.close() }
        let first = try await library.fetched([one.url("status-404", 1)])
        #expect(first.items.first?.nextAttempt == clock.now + 7000)
        #if os(Linux)  // elsewhere 127.0.0.2 is no address of this machine
            let other = try FaultServer(address: "127.0.0.2") { testPicture($0) }
            let second = try await library.fetched([other.url("status-503", 1)])
            #expect(second.items.first?.nextAttempt == nil, "one attempt is all")
            #expect(second.items.first?.isPermanent == false)
        #endif
    }
}

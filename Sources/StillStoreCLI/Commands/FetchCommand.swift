import ArgumentParser
import ContentStore
import Foundation
import StillStoreRuns

struct FetchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Fetch pictures from the web, buckets and generators into the store.",
        discussion: """
            A source is a URI: https://…, http://…, file:///…, data:…, s3://BUCKET/KEY, \
            gs://BUCKET/KEY, invokeai+http://HOST:9090/NAME, \
            comfyui+http://HOST:8188/?filename=…&type=output. Each lands at a bucket path that \
            mirrors it: s3://b/k at bucket b, path k. Running the same command again fetches only \
            what is new or changed; what was deleted here comes again with --again only. Where the \
            picture of another source is, a new one lands beside it.

            What fails is recorded with its reason and when it is tried again: see 'stillstore \
            retry' and 'stillstore failures --missing'.

            Keys for buckets are those of AWS's own tools: AWS_ACCESS_KEY_ID, \
            AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, AWS_ENDPOINT_URL, or a profile; \
            without keys requests are unsigned. INVOKEAI_EMAIL and \
            INVOKEAI_PASSWORD sign in to a multi-user InvokeAI; INVOKEAI_TOKEN is a token for it.
            """)

    @OptionGroup var sources: SourceOptions
    @OptionGroup var run_: RetrievalRunOptions
    @OptionGroup var limits: LimitOptions
    @OptionGroup var options: StoreOptions

    func run() async throws {
        var request = try sources.request()
        request.options = run_.options
        try await RetrievalRun(options, limits).fetch(request, sources)
    }
}

struct EnqueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enqueue",
        abstract: "Register sources to be fetched later, by 'stillstore retry'.")

    @OptionGroup var sources: SourceOptions
    @OptionGroup var allowed: AllowHostOptions
    @OptionGroup var limits: LimitOptions
    @OptionGroup var options: StoreOptions

    func run() async throws {
        var request = try sources.request()
        request.enqueues = true
        request.options.allowedHosts = allowed.allowHost
        request.options.arguments = GivenArguments.recorded
        try await RetrievalRun(options, limits).fetch(request, sources)
    }
}

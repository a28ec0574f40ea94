import Retrieval
import Testing

@Suite("The normal form of a source") struct SourceIdentityTests {
    private func identity(_ text: String) throws -> String { try SourceURI(text).identity }

    @Test(
        "spellings of one address are one source",
        arguments: [
            ("http://h/a", "HTTP://H:80/a"), ("https://h/", "https://h:443"),
            ("http://h/a", "http://h./a"), ("http://h/a", "http://h:0080/a"),
            ("http://h/%C3%A9", "http://h/%c3%a9"), ("http://h/%C3%A9", "http://h/é"),
            ("http://h/~a-b", "http://h/%7Ea%2Db"), ("http://h/a", "http://h/b/../a"),
            ("http://h/a", "http://h/./a"), ("http://h/a", "http://h/a#b"),
            ("http://h/a", "http://h/a?"), ("http://h/a", "http://joe:pw@h/a"),
            ("http://[::1]/a", "http://[::1]:80/a"),
            ("file:///a%20b", "file://localhost/%61%20b"),
            (
                "comfyui+http://h/?filename=a.png&subfolder=&type=output",
                "comfyui+http://h/?filename=a.png"
            ),
            (
                "comfyui+http://h/?filename=a.png&subfolder=&type=output",
                "comfyui+http://h/api/view?type=output&filename=a.png"
            ),
            (
                "comfyui+http://h/?filename=a.png&subfolder=&type=temp",
                "comfyui+http://h/view?filename=a.png%20%5Btemp%5D"
            ),
            ("invokeai+http://h/a.png", "invokeai+http://h:80/%61.png"),
        ])
    func same(_ one: String, _ other: String) throws {
        #expect(try identity(one) == identity(other))
    }

    @Test(
        "what may be something else is another source",
        arguments: [
            ("http://h/a", "https://h/a"), ("http://h/a", "http://h:81/a"),
            ("http://h/a", "http://h/a/"), ("http://h/a", "http://h/A"),
            ("http://h/a%2Fb", "http://h/a/b"), ("http://h/a%2Bb", "http://h/a+b"),
            ("http://h/a?b", "http://h/a?c"), ("s3://b/a//c", "s3://b/a/c"),
            ("s3://b/%61", "s3://b/a"), ("invokeai+http://h/p/a", "invokeai+http://h/a"),
            ("comfyui+http://h/?filename=a", "comfyui+http://h/?filename=a&subfolder=b"),
        ])
    func other(_ one: String, _ other: String) throws {
        #expect(try identity(one) != identity(other))
    }

    @Test("services that may have buckets of one name are told apart")
    func endpoints() {
        func endpoint(_ url: String?) -> String? {
            var environment: [String: String] = ["HOME": "/nowhere"]
            environment["AWS_ENDPOINT_URL"] = url
            return AccessSettings(environment: environment).endpoint(of: .s3)
        }
        #expect(endpoint(nil) == nil)
        #expect(endpoint("https://s3.eu-west-1.amazonaws.com") == nil)
        #expect(endpoint("http://Minio:9000/") == "http://minio:9000")
        #expect(endpoint("http://minio:9001") != endpoint("http://minio:9000"))
        #expect(AccessSettings(environment: ["HOME": "/n"]).endpoint(of: .gs) == nil)
    }
}

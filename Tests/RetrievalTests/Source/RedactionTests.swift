import Foundation
import Retrieval
import Testing

@Suite("Credentials in addresses") struct RedactionTests {
    @Test(
        "names and passwords are kept for fetching and shown nowhere",
        arguments: ["http", "https", "invokeai+http", "invokeai+https", "comfyui+http"],
        ["joe:hunter2@", "hunter2@", ":hunter2@", "j%40e:hunter2%3A@"])
    func userinfo(_ scheme: String, _ userinfo: String) throws {
        let source = try SourceURI("\(scheme)://\(userinfo)h:81/a?filename=b")
        #expect(source.text == "\(scheme)://h:81/a?filename=b")
        #expect(source.whole == "\(scheme)://\(userinfo)h:81/a?filename=b")
        #expect(source.host == "h:81")
        #expect(source.holdsSecrets)
    }

    @Test("the host of a file takes no name and password along")
    func fileUserinfo() throws {
        #expect(try SourceURI("file://joe:hunter2@localhost/a.png").text == "file:///a.png")
    }

    /// The query of a signed address: the parts in braces are secret, and change with each
    /// signature.
    struct Signed: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let query: String
        let expiresAt: Int64?

        init(_ name: String, _ query: String, expiresAt: Int64? = nil) {
            testDescription = name
            self.query = query
            self.expiresAt = expiresAt
        }
    }

    static let signed: [Signed] = [
        Signed(
            "AWS Signature Version 4",
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={}%2F20130524%2Fus-east-1"
                + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                + "&X-Amz-Security-Token={}&X-Amz-Signature={}",
            expiresAt: 1_369_440_000_000),
        Signed(
            "AWS Signature Version 2", "AWSAccessKeyId={}&Expires=1175139620&Signature={}%3D",
            expiresAt: 1_175_139_620_000),
        Signed(
            "Google Cloud Storage",
            "X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential={}&X-Goog-Date=20201101T000000Z"
                + "&X-Goog-Expires=3600&X-Goog-SignedHeaders=host&X-Goog-Signature={}",
            expiresAt: 1_604_192_400_000),
        Signed(
            "Google Cloud Storage, older",
            "GoogleAccessId={}&Expires=1388534400&Signature={}", expiresAt: 1_388_534_400_000),
        Signed(
            "Azure SAS",
            "sv=2022-11-02&st=2026-01-01T00%3A00%3A00Z&se=2026-01-02T00%3A00%3A00Z&sr=b&sp=r&sig={}",
            expiresAt: 1_767_312_000_000),
        Signed(
            "CloudFront", "Expires=1893456000&Signature={}&Key-Pair-Id={}",
            expiresAt: 1_893_456_000_000),
        Signed("a CloudFront policy", "Policy={}&Signature={}&Key-Pair-Id={}"),
        Signed("a token", "token={}"), Signed("an access token", "access_token={}"),
        Signed("a key", "API_Key={}"), Signed("a password", "password={}"),
        Signed("a service's own token", "x-my-token={}"),
        Signed("a name that is encoded", "%74oken={}"),
        Signed("the same name twice", "token={}&token={}"),
        Signed("a value with an equals sign", "sig={}=={}"),
    ]

    @Test("an address that is signed anew is the same source", arguments: signed)
    func signedAnew(_ signed: Signed) throws {
        func source(_ secret: String) throws -> SourceURI {
            let query = signed.query.replacing("{}", with: secret)
            return try SourceURI("https://h/k.png?size=9&\(query)&response-content-type=image/png")
        }
        let (one, other) = (try source("hunter2"), try source("swordfish"))
        #expect(one.text == other.text)
        #expect(!one.text.contains("hunter2"))
        #expect(one.whole.contains("hunter2"))
        #expect(one.text.contains("REDACTED"))
        #expect(one.text.hasPrefix("https://h/k.png?size=9&"))
        #expect(one.text.hasSuffix("&response-content-type=image/png"))
        #expect(one.expiresAt == signed.expiresAt)
        #expect(try SourceURI(one.text).text == one.text)
    }

    @Test("a later signature of the same address changes its end and not its text")
    func laterSignature() throws {
        let start = "https://h/k?X-Amz-Expires=60&X-Amz-Signature=a&X-Amz-Date="
        let one = try SourceURI(start + "20130524T000000Z")
        let other = try SourceURI(start + "20130524T000100Z")
        #expect(one.text == other.text)
        #expect(one.expiresAt == 1_369_353_660_000)
        #expect(other.expiresAt == 1_369_353_720_000)
    }

    @Test(
        "an expiry that cannot be read is nil",
        arguments: [
            "X-Amz-Date=20130524T000000Z&X-Amz-Expires=-1", "X-Amz-Date=yesterday&X-Amz-Expires=60",
            "X-Amz-Date=20131324T000000Z&X-Amz-Expires=60", "X-Amz-Expires=60",
            "X-Amz-Date=20130524T000000Z&X-Amz-Expires=99999999999999999999",
            "X-Amz-Date=99999999T999999Z&X-Amz-Expires=60",
            "X-Amz-Date=２０１３０５２４T000000Z&X-Amz-Expires=60",
            "Expires=9223372036854775807&Signature=x", "Expires=-5&Signature=x",
            "Expires=1893456000", "se=tomorrow&sig=x", "se=2026-01-02T00:00:00Z",
            "se=999999999-01-01T00:00:00Z&sig=x",
        ])
    func unreadableEnd(_ query: String) throws {
        #expect(try SourceURI("https://h/k?" + query).expiresAt == nil)
    }

    @Test("everything that is not secret stays")
    func plainQuery() throws {
        let text = "https://h/a?width=5&keyboard=x&flag&=y&&tokens=3&name=a%20b"
        let source = try SourceURI(text)
        #expect(source.text == text)
        #expect(!source.holdsSecrets)
        #expect(source.expiresAt == nil)
    }

    @Test("nothing of the part behind the hash is kept")
    func fragment() throws {
        let source = try SourceURI("https://h/a#access_token=hunter2")
        #expect(source.text == "https://h/a")
        #expect(source.whole == "https://h/a")
    }

    @Test("names that mean a secret only beside a signature are left alone elsewhere")
    func beside() throws {
        #expect(
            try SourceURI("https://h/a?se=1&expires=2&policy=3").text
                == "https://h/a?se=1&expires=2&policy=3")
        #expect(
            try SourceURI("https://h/a?se=1&sig=2").text
                == "https://h/a?se=REDACTED&sig=REDACTED")
    }

    @Test("what may be a secret and may be a picture's name is hidden, and kept apart")
    func marks() throws {
        let one = try SourceURI("https://h/view?key=a.png")
        let other = try SourceURI("https://h/view?key=b.png")
        #expect(one.text != other.text)
        #expect(one.text.hasPrefix("https://h/view?key=REDACTED-"))
        #expect(!one.text.contains("a.png"))
    }
}

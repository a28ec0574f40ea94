import Foundation
import TestSupport
import Testing

@testable import Retrieval

@Suite("Where a bucket's name stands in an address") struct AddressingStyleTests {
    private func url(_ environment: [String: String], style: String? = nil) throws -> String {
        var settings = AccessSettings(
            environment: ["AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere"]
                .merging(environment) { $1 })
        settings.addressingStyle = style
        var request = BucketRequest(
            access: settings.bucketAccess(.s3), bucket: "photos", region: "eu-west-1")
        request.key = "a b.png"
        return try request.made(AddressRule()).url
    }

    @Test("it is what the configuration, the environment or the profile says, in this order")
    func styles() throws {
        let own = ["AWS_ENDPOINT_URL": "http://s3.lan:9000"]
        let path = "http://s3.lan:9000/photos/a%20b.png"
        let host = "http://photos.s3.lan:9000/a%20b.png"
        #expect(try url(own) == path)
        #expect(try url(own.merging(["AWS_S3_ADDRESSING_STYLE": "virtual"]) { $1 }) == host)
        #expect(try url(own, style: "virtual") == host)
        #expect(
            try url(own.merging(["AWS_S3_ADDRESSING_STYLE": "virtual"]) { $1 }, style: "path")
                == path)
        #expect(try url([:]) == "https://photos.s3.eu-west-1.amazonaws.com/a%20b.png")
        #expect(
            try url([:], style: "path") == "https://s3.eu-west-1.amazonaws.com/photos/a%20b.png")
        #expect(try url(own, style: "auto") == path)
        let directory = TemporaryDirectory()
        let profile =
            "[default]\nregion = x\ns3 =\n  max_concurrent_requests = 20\n  addressing_style = virtual\noutput = json\n"
        let file = try directory.write(profile.utf8, to: "config")
        #expect(try url(own.merging(["AWS_CONFIG_FILE": file]) { $1 }) == host)
    }

    @Test("the bucket's own host is allowed with the endpoint, and is what is signed")
    func allowed() throws {
        let settings = AccessSettings(environment: [
            "AWS_ENDPOINT_URL": "http://localhost:9000", "AWS_S3_ADDRESSING_STYLE": "virtual",
            "AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
        ])
        let request = try BucketRequest(
            access: settings.bucketAccess(.s3), bucket: "photos", region: "x"
        ).made(AddressRule())
        #expect(request.addresses.permits("127.0.0.1", port: 9000, host: "photos.localhost"))
    }
}

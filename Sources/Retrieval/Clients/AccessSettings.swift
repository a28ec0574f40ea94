import Foundation

/// Keys and endpoints of the user, from the environment and the profile files of AWS's own tools.
/// They are read when they are needed and not stored.
package struct AccessSettings: Sendable {
    package var invokeAI: InvokeAIAccess
    /// `path`, `virtual` or `auto`: where addresses of S3 have the bucket's name. Nil for what the
    /// environment and the profile say.
    package var addressingStyle: String?
    /// What the servers said that holds for many sources; copies share it.
    let bucketRegions = BucketRegions()
    let boardNames = InvokeAIBoardNames()
    let graphs = ComfyUIGraphs()
    private let environment: [String: String]

    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let environment = environment.compactMapValues { value in
            let value = String(value[...].trimming { $0.isWhitespace })
            return value.isEmpty ? nil : value
        }
        self.environment = environment
        invokeAI = InvokeAIAccess(
            token: environment["INVOKEAI_TOKEN"], email: environment["INVOKEAI_EMAIL"],
            password: environment["INVOKEAI_PASSWORD"])
    }

    /// How buckets of that kind, `s3` or `gs`, are reached.
    package func bucketAccess(_ kind: SourceURI.Kind) -> BucketAccess {
        kind == .gs ? googleAccess : amazonAccess
    }

    /// Which of several services with buckets of one name is meant: an endpoint, in its normal
    /// form; nil for Amazon's and Google's own, and for sources without a bucket.
    package func endpoint(of kind: SourceURI.Kind) -> String? {
        guard kind == .s3 || kind == .gs, let endpoint = bucketAccess(kind).endpoint else {
            return nil
        }
        let source = try? SourceURI(endpoint)
        let name = source?.host ?? endpoint
        let isOwn = [".amazonaws.com", ".amazonaws.com.cn"].contains { name.hasSuffix($0) }
        if isOwn || name == "storage.googleapis.com" { return nil }
        guard var text = source?.identity else { return endpoint }
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }

    /// Google's XML API, with the HMAC keys that it takes for this protocol.
    private var googleAccess: BucketAccess {
        var access = BucketAccess(.gs, region: "auto", regions: bucketRegions)
        access.endpoint = environment["STILLSTORE_GS_ENDPOINT"] ?? "https://storage.googleapis.com"
        access.usesPathStyle = true
        access.keys = keys("GS_ACCESS_KEY_ID", "GS_SECRET_ACCESS_KEY", token: nil)
        return access
    }

    /// The names and their order of precedence are those of AWS's own tools ("AWS SDKs and Tools
    /// Reference Guide", Settings reference).
    private var amazonAccess: BucketAccess {
        let profile = amazonProfile
        var access = BucketAccess(
            .s3,
            region: environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]
                ?? profile["region"] ?? "us-east-1",
            regions: bucketRegions)
        access.endpoint =
            environment["AWS_ENDPOINT_URL_S3"] ?? environment["AWS_ENDPOINT_URL"]
            ?? profile["endpoint_url"]
        let style =
            addressingStyle ?? environment["AWS_S3_ADDRESSING_STYLE"]
            ?? profile["s3.addressing_style"]
        switch style?.lowercased() {
        case "path": access.usesPathStyle = true
        case "virtual": access.usesPathStyle = false
        // Most self-hosted servers have no host names for their buckets.
        default: access.usesPathStyle = access.endpoint != nil
        }
        if isOn("STILLSTORE_S3_UNSIGNED") || isOn("AWS_NO_SIGN_REQUEST") { return access }
        access.keys = keys("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", token: "AWS_SESSION_TOKEN")
        if access.keys == nil, let name = profile["aws_access_key_id"],
            let secret = profile["aws_secret_access_key"]
        {
            access.keys = BucketAccess.Keys(
                access: name, secret: secret, sessionToken: profile["aws_session_token"])
        }
        return access
    }

    /// The settings of the profile in both files; those in the file of credentials win.
    private var amazonProfile: [String: String] {
        let name = environment["AWS_PROFILE"] ?? "default"
        let home = environment["HOME"] ?? NSHomeDirectory()
        let config = environment["AWS_CONFIG_FILE"] ?? home + "/.aws/config"
        let credentials = environment["AWS_SHARED_CREDENTIALS_FILE"] ?? home + "/.aws/credentials"
        let section = name == "default" ? ["default", "profile default"] : ["profile \(name)"]
        return ProfileFile(path: config).values(in: section)
            .merging(ProfileFile(path: credentials).values(in: [name])) { $1 }
    }

    private func keys(_ access: String, _ secret: String, token: String?) -> BucketAccess.Keys? {
        guard let access = environment[access], let secret = environment[secret] else { return nil }
        return BucketAccess.Keys(
            access: access, secret: secret, sessionToken: token.flatMap { environment[$0] })
    }

    private func isOn(_ name: String) -> Bool {
        ["1", "true", "yes"].contains(environment[name]?.lowercased())
    }
}

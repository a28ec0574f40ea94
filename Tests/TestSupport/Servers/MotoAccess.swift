/// Keys and their verification in moto's server.
enum MotoAccess {
    /// Makes a user who may do everything in S3, and a key for that user.
    static func makeKey(port: UInt16) throws -> (accessKey: String, secretKey: String) {
        let policy =
            "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A"
            + "%22Allow%22%2C%22Action%22%3A%22s3%3A%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D"
        try ask("CreateUser", port: port)
        try ask(
            "PutUserPolicy", fields: "&PolicyName=all&PolicyDocument=" + policy, port: port)
        let answer = try ask("CreateAccessKey", port: port)
        return (try element("AccessKeyId", of: answer), try element("SecretAccessKey", of: answer))
    }

    /// Moto can let a number of requests through before it asks for signatures; this sets it anew.
    static func setVerifying(_ isVerifying: Bool, port: UInt16) throws {
        let count = isVerifying ? "0" : "inf"
        let answer = try PlainHTTP.send(
            "POST", "/moto-api/reset-auth", body: Array(count.utf8), to: "127.0.0.1", port: port)
        guard answer.status == 200 else {
            throw S3Server.Failure.refused(
                request: "reset-auth", status: answer.status, answer: answer.body)
        }
    }

    @discardableResult
    private static func ask(
        _ action: String, fields: String = "", port: UInt16
    ) throws -> String {
        // The service is told by the signature's scope; the signature itself is not looked at yet.
        let scope = "AWS4-HMAC-SHA256 Credential=none/20250101/us-east-1/iam/aws4_request"
        let form = "Action=\(action)&Version=2010-05-08&UserName=tester" + fields
        let answer = try PlainHTTP.send(
            "POST", "/",
            headers: [
                ("Authorization", scope + ", SignedHeaders=host, Signature=0"),
                ("Content-Type", "application/x-www-form-urlencoded"),
            ],
            body: Array(form.utf8), to: "127.0.0.1", port: port)
        guard answer.status == 200 else {
            throw S3Server.Failure.refused(
                request: action, status: answer.status, answer: answer.body)
        }
        return answer.body
    }

    private static func element(_ name: String, of answer: String) throws -> String {
        let rest = answer.split(separator: "<\(name)>").dropFirst().first
        guard let value = rest?.split(separator: "<").first else {
            throw S3Server.Failure.refused(request: name, status: 200, answer: answer)
        }
        return String(value)
    }
}

import Foundation
import Logging
import Wire

/// The log on standard error: a line each.
struct LineLog: LogHandler {
    let form: LogForm
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
            .filter { !$0.key.hasPrefix("hb.") }.sorted { $0.key < $1.key }
        let time = Timestamp(Int64(Date().timeIntervalSince1970 * 1000)).text
        let line: String
        switch form {
        case .text:
            line =
                "\(time) \(event.level) \(event.message)"
                + fields.map { " \($0.key)=\(LineLog.plain("\($0.value)"))" }.joined()
        case .json:
            let members =
                [
                    JSONValue.Member(name: "at", value: .text(time)),
                    .init(name: "level", value: .text(event.level.rawValue)),
                    .init(name: "message", value: .text(event.message.description)),
                ] + fields.map { .init(name: $0.key, value: .text($0.value.description)) }
            line = JSONValue.object(members).line
        }
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// Nobody writes lines of their own into the log.
    private static func plain(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x7F && $0 != "\""
        }
        return isPlain ? text : JSONValue.text(text).line
    }
}

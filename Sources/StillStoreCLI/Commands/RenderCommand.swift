import ArgumentParser
import ContentStore
import Foundation
import Imaging
import StillStoreCore
import StillStoreRuns
import Values
import Wire

struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Write a picture at any size to a file, without storing it.",
        discussion: """
            It is fitted inside the box, keeping its proportions, and never enlarged. The same \
            picture and options give the same bytes. Format auto is JPEG, or PNG where the picture \
            is transparent.
            """)

    @Argument(
        help: "An id, a digest (eight digits or more), or BUCKET/PATH.", transform: Typed.name)
    var reference: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Pixels, like 640x480; at most 16383 a side.", valueName: "WxH"),
        transform: PictureBox.init(named:))
    var box: PictureBox

    @Option(name: .long, help: "auto, jpeg, png or webp.")
    var format = Recipe.Format.auto

    @Option(name: .long, help: "Of JPEG and WebP, 1 to 100.")
    var quality = 82

    @Option(
        name: .shortAndLong, help: "The file to write; - is standard output.", completion: .file(),
        transform: Typed.path)
    var output: FilePath

    @OptionGroup var limits: PictureLimitOptions
    @OptionGroup var options: StoreOptions

    func validate() throws {
        guard (1...100).contains(quality) else {
            throw ValidationError("--quality is a number from 1 to 100.")
        }
        if isStandardOutput, isatty(1) == 1 {
            throw ValidationError("A picture is no text for a terminal: name a file with --output.")
        }
    }

    private var isStandardOutput: Bool { output == FilePath("-") }

    func run() async throws {
        let library = try options.open {
            $0.limits = limits.settings
            $0.onlyReads = true
        }
        defer { library.close() }
        let recipe = Recipe(
            name: "render", boxWidth: box.width, boxHeight: box.height, format: format,
            quality: quality)
        let rendition = try await library.render(reference, recipe)
        if isStandardOutput {
            guard rendition.bytes.withUnsafeBytes(StandardStreams.write) else {
                throw OutputError()
            }
            return
        }
        try await library.write(rendition.bytes, to: output)
        if options.json {
            Console.json(
                RenderedJSON(
                    file: output.text, format: rendition.format.rawValue, width: rendition.width,
                    height: rendition.height, size: rendition.bytes.count))
        } else {
            Console.result(
                "\(printable(output.text)): \(rendition.width) x \(rendition.height) \(rendition.format.name), \(Format.bytes(rendition.bytes.count))"
            )
        }
    }
}

extension PictureBox {
    fileprivate init(named text: String) throws {
        guard let box = PictureBox(text) else {
            throw ValidationError(
                "A box is like 640x480; each side has 1 to \(PictureBox.sides.upperBound) pixels.")
        }
        self = box
    }
}

extension Recipe.Format: ExpressibleByArgument {}

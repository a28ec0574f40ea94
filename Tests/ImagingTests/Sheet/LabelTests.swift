import CText
import Testing

@testable import Imaging

/// Labels of contact sheets, in any script.
@Suite struct LabelTests {
    private static let isHere = ct_load() == nil

    /// Which columns of a label have ink.
    private func columns(_ label: Label) -> [Bool] {
        (0..<label.width).map { x in
            (0..<label.height).contains { label.coverage[$0 * label.width + x] > 0 }
        }
    }

    @Test func latinIsDrawnByTheSmallFontTheSameEverywhere() {
        #expect(LabelFont(for: ["a photo.png", "Müller – Ångström, 12 × 9"]) == .bitmap)
        let label = LabelFont.bitmap.drawn("iii", width: 101)
        let ink = columns(label)
        #expect(ink.firstIndex(of: true)! + ink.lastIndex(of: true)! == 100, "in the middle")
        #expect(label.coverage.allSatisfy { $0 == 0 || $0 == 255 })
    }

    @Test(.enabled(if: isHere, "Pango or a font is missing"))
    func otherScriptsAreDrawnByTheSystem() {
        let names = ["Привет мир.png", "夜の湖.webp", "שלום.png", "नमस्ते.png", "👍.gif"]
        for name in names {
            #expect(LabelFont(for: ["plain.png", name]) == .system)
            let ink = columns(LabelFont.system.drawn(name, width: 200))
            #expect(ink.contains(true), "\(name)")
            let left = ink.prefix { !$0 }.count
            let right = ink.reversed().prefix { !$0 }.count
            #expect(abs(left - right) <= 4, "\(name) is in the middle")
        }
        // Hebrew runs from right to left: its first letter is the last that is seen.
        let word = LabelFont.system.drawn("של", width: 60).coverage
        let turned = LabelFont.system.drawn("לש", width: 60).coverage
        #expect(word != turned)
    }

    @Test(.enabled(if: isHere, "Pango or a font is missing"))
    func namesOfAnySortStayInTheirLine() {
        let hostile = [
            "", "\0", "\n\n\u{2028}\r", "\u{202E}gnp.exe", String(repeating: "а", count: 100_000),
            "a" + String(repeating: "\u{0301}", count: 5000), "\u{FFFF}\u{10FFFF}\u{FEFF}",
        ]
        for name in hostile {
            for width in [1, 64, 300] {
                let label = LabelFont.system.drawn(name, width: width)
                #expect(label.coverage.count == width * label.height)
            }
        }
        let long = columns(LabelFont.system.drawn(String(repeating: "ж", count: 500), width: 120))
        #expect(long.filter { $0 }.count > 60, "cut to what fits, not left out")
    }

    @Test func aSheetHasItsLabelsUnderItsPictures() {
        for name in ["plain.png", "夜の湖.webp"] {
            let cell = SheetCell(pixels: .flat(80, 40, [9, 9, 9]), lines: [name, "80 x 40"])
            let sheet = drawSheet([cell, cell], columns: 2)
            let below = sheet.samples[(sheet.width * 3 * 60)...]
            #expect(below.contains { $0 < 0x80 }, "\(name)")
        }
    }
}

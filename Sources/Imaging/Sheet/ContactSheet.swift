/// A thumbnail and the lines of text below it.
package struct SheetCell: Sendable {
    package let pixels: DisplayPixels
    package let lines: [String]

    package init(pixels: DisplayPixels, lines: [String]) {
        self.pixels = pixels
        self.lines = lines
    }
}

/// Draws thumbnails in rows, each centred in its cell above its text.
///
/// Transparent ones lie on a checkerboard, as in picture editors. A row is as high as its highest
/// thumbnail. If the built-in font has all characters of all labels they are drawn with it, the
/// same on every machine; otherwise all labels are drawn with the system's fonts.
package func drawSheet(_ cells: [SheetCell], columns: Int) -> DisplayPixels {
    let columns = max(1, min(columns, cells.count))
    let cellWidth = max(64, cells.map(\.pixels.width).max() ?? 0)
    let font = LabelFont(for: cells.lazy.flatMap(\.lines))
    let rows = stride(from: 0, to: cells.count, by: columns).map { start in
        Array(cells[start..<min(start + columns, cells.count)])
    }
    let heights = rows.map { row in
        let picture = row.map(\.pixels.height).max() ?? 0
        let lines = row.map(\.lines.count).max() ?? 0
        return picture + Sheet.gap / 2 + lines * font.lineHeight
    }
    var sheet = Sheet(
        width: Sheet.gap + columns * (cellWidth + Sheet.gap),
        height: Sheet.gap + heights.reduce(0) { $0 + $1 + Sheet.gap })
    var top = Sheet.gap
    for (row, height) in zip(rows, heights) {
        let pictures = row.map(\.pixels.height).max() ?? 0
        for (column, cell) in row.enumerated() {
            let left = Sheet.gap + column * (cellWidth + Sheet.gap)
            sheet.draw(
                cell.pixels, left: left + (cellWidth - cell.pixels.width) / 2,
                top: top + pictures - cell.pixels.height)
            for (index, line) in cell.lines.enumerated() {
                sheet.draw(
                    font.drawn(line, width: cellWidth), left: left,
                    top: top + pictures + Sheet.gap / 2 + index * font.lineHeight,
                    ink: index == 0 ? 0x20 : 0x78)
            }
        }
        top += height + Sheet.gap
    }
    return sheet.pixels
}

private struct Sheet {
    static let gap = 16
    private static let paper: UInt8 = 0xF6

    var pixels: DisplayPixels

    init(width: Int, height: Int) {
        pixels = DisplayPixels(
            width: width, height: height, channels: 3,
            samples: [UInt8](repeating: Sheet.paper, count: width * height * 3))
    }

    mutating func draw(_ picture: DisplayPixels, left: Int, top: Int) {
        let picture = picture.colored
        for y in 0..<picture.height {
            for x in 0..<picture.width {
                let from = (y * picture.width + x) * picture.channels
                let alpha = picture.channels == 4 ? Int(picture.samples[from + 3]) : 255
                let ground = (x / 8 + y / 8) % 2 == 0 ? 0xFF : 0xE4
                let to = ((top + y) * pixels.width + left + x) * 3
                for channel in 0..<3 {
                    let value =
                        Int(picture.samples[from + channel]) * alpha + ground * (255 - alpha)
                    pixels.samples[to + channel] = UInt8((value + 127) / 255)
                }
            }
        }
    }

    mutating func draw(_ label: Label, left: Int, top: Int, ink: UInt8) {
        for y in 0..<label.height {
            for x in 0..<label.width {
                let coverage = Int(label.coverage[y * label.width + x])
                guard coverage > 0 else { continue }
                let at = ((top + y) * pixels.width + left + x) * 3
                for channel in 0..<3 {
                    let ground = Int(pixels.samples[at + channel])
                    let value = Int(ink) * coverage + ground * (255 - coverage)
                    pixels.samples[at + channel] = UInt8((value + 127) / 255)
                }
            }
        }
    }
}

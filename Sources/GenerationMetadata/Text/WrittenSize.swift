/// Sizes as generators write them: `512x768`, `1024 x 1024`, `(768, 1280)`, `1216 x 832 (landscape)`.
enum WrittenSize {
    static func parse(_ text: String) -> (width: Int, height: Int)? {
        var numbers: [Int] = []
        var current: Int?
        for byte in text.utf8.prefix(64) {
            if let digit = hexDigit(byte), digit < 10 {
                current = min((current ?? 0) * 10 + Int(digit), 10_000_000)
            } else if let number = current {
                numbers.append(number)
                current = nil
                if numbers.count == 2 { break }
            }
        }
        if let number = current { numbers.append(number) }
        guard numbers.count >= 2, let width = side(numbers[0]), let height = side(numbers[1])
        else { return nil }
        return (width, height)
    }

    /// A side that a picture can have.
    static func side(_ text: String?) -> Int? {
        guard let text else { return nil }
        return Int(text).flatMap(side)
            ?? Double(text).flatMap { $0.isFinite && abs($0) < 1e7 ? side(Int($0)) : nil }
    }

    private static func side(_ number: Int) -> Int? {
        (1...1_000_000).contains(number) ? number : nil
    }
}

extension StringProtocol {
    /// Without the spaces, line ends and NULs around it.
    var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isMargin($0) }),
            let last = scalars.lastIndex(where: { !isMargin($0) })
        else { return "" }
        return String(self[first..<scalars.index(after: last)])
    }

    /// Nil when nothing is left.
    var trimmedOrNil: String? {
        let text = trimmed
        return text.isEmpty ? nil : text
    }
}

private func isMargin(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value == 0 || scalar.value == 0x20 || 9...13 ~= scalar.value }
    return scalar.properties.isWhitespace
}

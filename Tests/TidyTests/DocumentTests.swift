import Testing

/// Documents that speak of the code.
@Suite("Documents") struct DocumentTests {
    @Test("decisions are numbered from 1, without holes and doubles, and their list names each")
    func decisions() throws {
        let names = try Sources.names(in: "docs/decisions").filter { $0.first?.isNumber == true }
        let list = try Sources.text("docs/decisions/README.md")
        for (index, name) in names.enumerated() {
            #expect(Int(name.prefix { $0.isNumber }) == index + 1, "\(name)")
            #expect(list.contains("(\(name))"), "docs/decisions/README.md lacks \(name)")
        }
        #expect(names.count > 40)
    }

    @Test("every decision that is referred to is there")
    func references() throws {
        let numbers = Set(
            try Sources.names(in: "docs/decisions").compactMap { Int($0.prefix { $0.isNumber }) })
        var texts = try Sources.files(below: "Sources").map { ($0.path, $0.text) }
        for directory in ["docs", "docs/decisions"] {
            for name in try Sources.names(in: directory) where name.hasSuffix(".md") {
                let path = directory + "/" + name
                texts.append((path, try Sources.text(path)))
            }
        }
        var count = 0
        for (path, text) in texts {
            for match in text.matches(of: #/decisions?/(\d{3})/#) {
                count += 1
                #expect(numbers.contains(Int(match.1) ?? 0), "\(path): \(match.0)")
            }
        }
        #expect(count > 5, "references are written as they are looked for")
    }

    @Test("types that docs/words.md names are types of the program")
    func words() throws {
        var declared: Set<String> = []
        for file in try Sources.files(below: "Sources") {
            declared.formUnion(Code(file.text).declaredTypes)
        }
        var words: Set<Substring> = []
        for line in try Sources.text("docs/words.md").split(separator: "\n") {
            guard line.hasPrefix("| ") else { continue }
            #expect(line.split(separator: "|").count == 2, "\(line)")
            let word = line.dropFirst(2).prefix { $0 != "|" }
            if word != "word " { #expect(words.insert(word).inserted, "\(word)stands twice") }
            for match in line.matches(of: #/`([A-Z]\w+)[`.]/#) where match.1 != "Catalog" {
                #expect(declared.contains(String(match.1)), "\(match.1)")
            }
        }
        #expect(words.count > 80)
    }
}

#if canImport(CCrypt)
    internal import CCrypt

    /// bcrypt by libxcrypt.
    package struct BcryptPasswords: PasswordHashing {
        private let cost: UInt

        /// - Parameter cost: 4 to 31; each further one doubles the time.
        package init(cost: UInt = 12) {
            precondition((4...31).contains(cost))
            self.cost = cost
        }

        package func hash(_ password: [UInt8], random: [UInt8]) -> String {
            precondition(random.count == 16)
            var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
            let made = random.withUnsafeBytes { bytes in
                crypt_gensalt_rn(
                    "$2b$", cost, bytes.baseAddress, Int32(bytes.count), &setting,
                    Int32(setting.count))
            }
            guard made != nil, let hash = crypt(password, setting) else {
                preconditionFailure("bcrypt takes this cost, and salts of 16 bytes")
            }
            return hash
        }

        package func verify(_ password: [UInt8], against hash: String) -> Bool {
            let setting = hash.utf8.map { CChar(bitPattern: $0) } + [0]
            guard let again = crypt(password, setting) else { return false }
            let (found, wanted) = (Array(again.utf8), Array(hash.utf8))
            guard found.count == wanted.count else { return false }
            // Compared in the same time whatever differs.
            var difference: UInt8 = 0
            for (left, right) in zip(found, wanted) { difference |= left ^ right }
            return difference == 0
        }

        /// Nil for a setting that is none.
        private func crypt(_ password: [UInt8], _ setting: [CChar]) -> String? {
            let phrase = password.map { CChar(bitPattern: $0) } + [0]
            let scratch = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
            defer { scratch.deallocate() }
            let bytes = MemoryLayout<crypt_data>.size
            UnsafeMutableRawPointer(scratch).initializeMemory(
                as: UInt8.self, repeating: 0, count: bytes)
            guard let output = crypt_rn(phrase, setting, scratch, Int32(bytes)) else { return nil }
            return String(cString: output)
        }
    }
#endif

#if canImport(CryptoKit)
    internal import CryptoKit
    internal import Foundation

    /// FIPS 180-4.
    package struct SHA256: HashFunction {
        private var function = CryptoKit.SHA256()

        package init() {}
        package mutating func update(_ bytes: UnsafeRawBufferPointer) {
            function.update(bufferPointer: bytes)
        }
        package func finalize() -> [UInt8] { Array(function.finalize()) }
    }

    /// FIPS 180-4.
    package struct SHA512: HashFunction {
        private var function = CryptoKit.SHA512()

        package init() {}
        package mutating func update(_ bytes: UnsafeRawBufferPointer) {
            function.update(bufferPointer: bytes)
        }
        package func finalize() -> [UInt8] { Array(function.finalize()) }
    }

    /// FIPS 180-4. Against accidents only: collisions are known.
    package struct SHA1: HashFunction {
        private var function = Insecure.SHA1()

        package init() {}
        package mutating func update(_ bytes: UnsafeRawBufferPointer) {
            function.update(bufferPointer: bytes)
        }
        package func finalize() -> [UInt8] { Array(function.finalize()) }
    }

    /// RFC 1321. Against accidents only: collisions are known.
    package struct MD5: HashFunction {
        private var function = Insecure.MD5()

        package init() {}
        package mutating func update(_ bytes: UnsafeRawBufferPointer) {
            function.update(bufferPointer: bytes)
        }
        package func finalize() -> [UInt8] { Array(function.finalize()) }
    }

    /// HMAC with SHA-256 (RFC 2104). 32 bytes.
    package func authenticationCode(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(
            HMAC<CryptoKit.SHA256>.authenticationCode(
                for: Data(message), using: SymmetricKey(data: Data(key))))
    }
#endif

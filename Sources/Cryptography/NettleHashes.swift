#if !canImport(CryptoKit)
    internal import CNettle

    /// FIPS 180-4.
    package struct SHA256: HashFunction {
        private var context = sha256_ctx()

        package init() { nettle_sha256_init(&context) }

        package mutating func update(_ bytes: UnsafeRawBufferPointer) {
            nettle_sha256_update(&context, bytes.count, bytes.octets)
        }

        package func finalize() -> [UInt8] {
            // A copy, because asking nettle for the hash begins anew.
            var context = context
            return bytes(32) { nettle_sha256_digest(&context, 32, $0) }
        }
    }

    /// FIPS 180-4.
    package struct SHA512: HashFunction {
        private var context = sha512_ctx()

        package init() { nettle_sha512_init(&context) }

        package mutating func update(_ bytes: UnsafeRawBufferPointer) {
            nettle_sha512_update(&context, bytes.count, bytes.octets)
        }

        package func finalize() -> [UInt8] {
            var context = context
            return bytes(64) { nettle_sha512_digest(&context, 64, $0) }
        }
    }

    /// FIPS 180-4. Against accidents only: collisions are known.
    package struct SHA1: HashFunction {
        private var context = sha1_ctx()

        package init() { nettle_sha1_init(&context) }

        package mutating func update(_ bytes: UnsafeRawBufferPointer) {
            nettle_sha1_update(&context, bytes.count, bytes.octets)
        }

        package func finalize() -> [UInt8] {
            var context = context
            return bytes(20) { nettle_sha1_digest(&context, 20, $0) }
        }
    }

    /// RFC 1321. Against accidents only: collisions are known.
    package struct MD5: HashFunction {
        private var context = md5_ctx()

        package init() { nettle_md5_init(&context) }

        package mutating func update(_ bytes: UnsafeRawBufferPointer) {
            nettle_md5_update(&context, bytes.count, bytes.octets)
        }

        package func finalize() -> [UInt8] {
            var context = context
            return bytes(16) { nettle_md5_digest(&context, 16, $0) }
        }
    }

    /// HMAC with SHA-256 (RFC 2104). 32 bytes.
    package func authenticationCode(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        var context = hmac_sha256_ctx()
        nettle_hmac_sha256_set_key(&context, key.count, key)
        nettle_hmac_sha256_update(&context, message.count, message)
        return bytes(32) { nettle_hmac_sha256_digest(&context, 32, $0) }
    }

    private func bytes(_ count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> [UInt8] {
        Array(unsafeUninitializedCapacity: count) { buffer, filled in
            fill(buffer.baseAddress!)
            filled = count
        }
    }

    extension UnsafeRawBufferPointer {
        fileprivate var octets: UnsafePointer<UInt8>? {
            assumingMemoryBound(to: UInt8.self).baseAddress
        }
    }
#endif

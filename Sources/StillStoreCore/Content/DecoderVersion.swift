package import Imaging
import Values

/// What decoders and limits of this program accept, as one number: refusals that were recorded
/// under another one are tried again. Raised with every change that may accept more files.
package func decoderVersion(_ limits: PictureLimits) -> Int {
    let base = "readers=2;\(limits)"
    let digest = Array(base.utf8).withUnsafeBytes { Digest.of($0) }
    return digest.bytes.prefix(6).reduce(0) { $0 << 8 | Int($1) }
}

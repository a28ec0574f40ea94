import CCodecs

/// Checks all frames of an animation for damage. Lost data in any of them refuses the picture.
///
/// Keeps nothing. Time is proportional to the bytes of a GIF, and to the pixels of other formats,
/// at most `limits.animationPixels`.
/// - Throws: `PictureError` that names the frame.
package func checkFrames(
    _ source: ByteSource, _ header: PictureHeader, limits: PictureLimits
) throws(PictureError) {
    guard header.frames > 1 || header.format == .gif else { return }
    var request = request(for: header, limits: limits)
    var reason = ss_reason()
    let status = withSource(source) { source in
        switch header.format {
        case .jpeg: SS_OK
        case .png:
            ss_png_check_frames(source, &request, UInt32(clamping: header.frames), &reason)
        case .webp: ss_webp_check_frames(source, &request, &reason)
        case .gif: ss_gif_check_frames(source, &reason)
        }
    }
    if status != SS_OK { throw pictureError(status, header.format, reason) }
}

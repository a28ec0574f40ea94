#include <stdlib.h>

#include <lcms2.h>
#include <lcms2_plugin.h>
#include <libdeflate.h>

#include "reason.h"

static cmsHPROFILE from_chunks(cmsContext context, const ss_color *color, int channels) {
    // A PNG gAMA of 0.45455 means that samples are light to the power of 0.45455; the curve to
    // linear light is the inverse.
    cmsToneCurve *curve =
        color->lights ? cmsBuildTabulatedToneCurveFloat(
                            context, (cmsUInt32Number)color->light_count, color->lights)
                      : cmsBuildGamma(context, 1.0 / color->gamma);
    if (!curve) return NULL;
    cmsCIExyY white = {color->xy[0], color->xy[1], 1.0};
    cmsCIExyYTRIPLE primaries = {{color->xy[2], color->xy[3], 1.0},
                                 {color->xy[4], color->xy[5], 1.0},
                                 {color->xy[6], color->xy[7], 1.0}};
    cmsToneCurve *curves[] = {curve, curve, curve};
    cmsHPROFILE profile = channels == 1
                              ? cmsCreateGrayProfileTHR(context, &white, curve)
                              : cmsCreateRGBProfileTHR(context, &white, &primaries, curves);
    cmsFreeToneCurve(curve);
    return profile;
}

// A profile of 300 bytes can announce a table of 234 MiB, which lcms clears before it finds the
// data missing. Tables of real profiles are smaller than 16 MiB.
enum { BLOCK_LIMIT = 64 << 20 };

static void *allocate(cmsContext context, cmsUInt32Number count) {
    (void)context;
    return count <= BLOCK_LIMIT ? malloc(count) : NULL;
}

static void *reallocate(cmsContext context, void *block, cmsUInt32Number count) {
    (void)context;
    return count <= BLOCK_LIMIT ? realloc(block, count) : NULL;
}

static void release(cmsContext context, void *block) {
    (void)context;
    free(block);
}

// The floating-point tags of ICC.2 repeat the others with any number of elements, and one element
// may be referenced a million times: minutes of work from a few kilobytes.
static void remove_float_tags(cmsHPROFILE profile) {
    static const cmsTagSignature tags[] = {
        cmsSigDToB0Tag, cmsSigDToB1Tag, cmsSigDToB2Tag, cmsSigDToB3Tag,
        cmsSigBToD0Tag, cmsSigBToD1Tag, cmsSigBToD2Tag, cmsSigBToD3Tag};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        while (cmsIsTag(profile, tags[i]) && cmsWriteTag(profile, tags[i], NULL)) {}
}

struct ss_color_transform {
    cmsContext context;
    cmsHTRANSFORM lcms;
};

// Without a handler lcms writes nothing and only returns NULL; the status code is all we need.
static ss_status open(ss_color_transform *transform, const ss_color *color, int channels,
                      ss_reason *reason) {
    cmsColorSpaceSignature space = channels == 1   ? cmsSigGrayData
                                   : channels == 3 ? cmsSigRgbData
                                                   : cmsSigCmykData;
    cmsUInt32Number format = channels == 1 ? TYPE_GRAY_16 : channels == 3 ? TYPE_RGB_16
                                                                          : TYPE_CMYK_16_REV;
    // By default lcms2 caches the last pixel in the transform, which threads share: turned off.
    cmsUInt32Number flags = cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE;
    // lcms2 replaces a 16-bit transform with an interpolated table. Its 43 points for grey are up
    // to 10 levels off at the dark end of a steep curve; with 255 the error stays below 1.
    if (channels == 1) flags |= cmsFLAGS_GRIDPOINTS(255);
    cmsPluginMemHandler memory = {
        .base = {cmsPluginMagicNumber, LCMS_VERSION, cmsPluginMemHandlerSig, NULL},
        .MallocPtr = allocate, .FreePtr = release, .ReallocPtr = reallocate};
    cmsContext context = transform->context = cmsCreateContext(&memory, NULL);
    if (!context) return ss_fail(reason, SS_MEMORY, "lcms2: out of memory");
    cmsHPROFILE profile =
        color->icc ? cmsOpenProfileFromMemTHR(context, color->icc, (cmsUInt32Number)color->icc_size)
                   : from_chunks(context, color, channels);
    if (profile) remove_float_tags(profile);
    cmsHPROFILE srgb = cmsCreate_sRGBProfileTHR(context);
    ss_status status = SS_OK;
    if (!profile || !srgb)
        status = ss_fail(reason, SS_UNSUPPORTED, "lcms2: the colour profile cannot be read");
    else if (cmsGetColorSpace(profile) != space)
        status = ss_fail(reason, SS_UNSUPPORTED,
                         "lcms2: the colour profile is for another kind of picture");
    else if (!(transform->lcms = cmsCreateTransformTHR(context, profile, format, srgb, TYPE_RGB_8,
                                                       INTENT_RELATIVE_COLORIMETRIC, flags)))
        status = ss_fail(reason, SS_UNSUPPORTED, "lcms2: the colour profile cannot be used");
    if (srgb) cmsCloseProfile(srgb);
    if (profile) cmsCloseProfile(profile);
    return status;
}

ss_status ss_color_open(const ss_color *color, int channels, ss_color_transform **opened,
                        ss_reason *reason) {
    *opened = NULL;
    ss_color_transform *transform = calloc(1, sizeof *transform);
    if (!transform) return ss_fail(reason, SS_MEMORY, "no memory");
    ss_status status = open(transform, color, channels, reason);
    if (status == SS_OK) *opened = transform;
    else ss_color_close(transform);
    return status;
}

void ss_color_apply(const ss_color_transform *transform, const uint16_t *in, uint8_t *out,
                    size_t pixels) {
    cmsDoTransform(transform->lcms, in, out, (cmsUInt32Number)pixels);
}

void ss_color_close(ss_color_transform *transform) {
    if (transform->lcms) cmsDeleteTransform(transform->lcms);
    if (transform->context) cmsDeleteContext(transform->context);
    free(transform);
}

uint32_t ss_crc32(const uint8_t *bytes, size_t count) {
    return libdeflate_crc32(0, bytes, count);
}

ss_status ss_zlib_inflate(const uint8_t *in, size_t count, uint8_t *out, size_t capacity,
                          size_t *written) {
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    if (!inflater) return SS_MEMORY;
    enum libdeflate_result result =
        libdeflate_zlib_decompress(inflater, in, count, out, capacity, written);
    libdeflate_free_decompressor(inflater);
    switch (result) {
    case LIBDEFLATE_SUCCESS: return SS_OK;
    case LIBDEFLATE_INSUFFICIENT_SPACE: return SS_LIMIT;
    default: return SS_CORRUPT;
    }
}

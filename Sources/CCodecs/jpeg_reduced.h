// Blocks of a JPEG at an eighth, a quarter and half of their size, and their colours.
#ifndef SS_JPEG_REDUCED_H
#define SS_JPEG_REDUCED_H

#include <stddef.h>
#include <stdint.h>

// Coefficients within ±SS_COEFFICIENTS, as in all real pictures, keep all sums within 16 bits:
// libjpeg's implementations for different processors then agree.
enum { SS_COEFFICIENTS = 2048 };

// Turn dequantized coefficients into samples. They return the bitwise or of all samples, before
// centring and clamping, plus SS_SAMPLES: if that is 2 * SS_SAMPLES or more, libjpeg might clamp
// differently.
enum { SS_SAMPLES = 512 };
typedef unsigned (*ss_idct)(const int16_t block[64], uint8_t *into, size_t stride);

// To blocks of 2 or 4 samples a side, by the fastest code for this processor.
ss_idct ss_idct_to(unsigned size);

// To one sample; `dc` lies within ±SS_COEFFICIENTS.
uint8_t ss_idct_1x1(int dc);

// YCbCr to RGB; a sample of chroma stands for 1 << `halving` pixels. Rows of chroma and luminance
// are readable, and `rgb` is writable, up to SS_COLOR_SLACK bytes past their ends.
enum { SS_COLOR_SLACK = 32 };
void ss_ycc_to_rgb(const uint8_t *luminance, const uint8_t *blue, const uint8_t *red,
                   unsigned halving, size_t width, uint8_t *rgb);

#endif

// libFuzzer's own mutations, then the checksums of a PNG made right again: without that, nearly
// every mutant would stop at the first CRC and nothing behind it would be reached.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <libdeflate.h>

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t count, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t count, size_t room, unsigned seed);

static uint32_t big_endian(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void write_big_endian(uint8_t *at, uint32_t value) {
    for (int i = 0; i < 4; i++) at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void correct_checksums(uint8_t *bytes, size_t count) {
    size_t offset = 8;
    while (count - offset >= 12) {
        size_t length = big_endian(bytes + offset);
        if (length > count - offset - 12) return;
        uint8_t *kind = bytes + offset + 4;
        write_big_endian(kind + 4 + length, libdeflate_crc32(0, kind, 4 + length));
        offset += 12 + length;
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t count, size_t room, unsigned seed) {
    size_t mutated = LLVMFuzzerMutate(bytes, count, room);
    // One mutant in eight keeps its wrong checksums, so that their refusal is tried too.
    if (seed % 8 && mutated >= 8 && !memcmp(bytes, "\x89PNG\r\n\x1a\n", 8))
        correct_checksums(bytes, mutated);
    return mutated;
}

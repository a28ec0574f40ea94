// What StillStore uses of zlib in Swift: inflating a piece at a time, and gzip.
#include <zlib.h>

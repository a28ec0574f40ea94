// What StillStore uses of zlib in Swift: inflating, a piece at a time.
#include <zlib.h>

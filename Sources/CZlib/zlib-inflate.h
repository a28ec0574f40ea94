// What StillStore takes of zlib in Swift: inflating, a piece at a time.
#include <zlib.h>

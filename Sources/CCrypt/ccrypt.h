// What StillStore uses of libxcrypt: password hashes.
#include <crypt.h>

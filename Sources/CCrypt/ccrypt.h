// What StillStore takes of libxcrypt: hashes of passwords.
#include <crypt.h>

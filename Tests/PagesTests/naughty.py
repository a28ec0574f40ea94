"""Texts that break out where text is taken for markup, and those that are hard to show."""
SCRIPT = '"><script>window.broken = 1</script>'
IMAGE = "<img src=x onerror='window.broken = 1'>"
# Turns round what follows it: a name that seems to end in .jpg.
OVERRIDE = "invoice \u202egpj.exe"
EMOJI = "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽"
ZALGO = "Z̸̢͎̈́a̷̛̫l̶̰͝g̵̲̑o̸͉̔"
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 8
TEMPLATE = "{{constructor.constructor('window.broken=1')()}} ${window.broken=1}"
ADDRESS = "javascript:window.broken=1"
ARABIC = "صورة قلعة حمراء"

ALL = [SCRIPT, IMAGE, OVERRIDE, EMOJI, ZALGO, LONG, TEMPLATE, ADDRESS, ARABIC]

# What a file system takes as a name.
NAMES = [name.replace("/", "∕")[:60] for name in ALL]

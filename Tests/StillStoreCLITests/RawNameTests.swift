#if os(Linux)
    import Foundation
    import TestSupport
    import Testing

    // File systems of macOS take names of UTF-8 only.
    @Suite("Names that are not UTF-8, on the command line") struct RawNameTests {
        let directory = TemporaryDirectory()

        /// Runs a script that ends at the first failure; `$e` is a byte that is no UTF-8, `$f` another.
        private func shell(_ script: String) throws -> ProgramResult {
            try directory.write(testPicture(1), to: "a.png")
            try directory.write(testPicture(2), to: "b.png")
            return try runProgram(
                "/bin/sh", ["-euc", "e=$(printf '\\351'); f=$(printf '\\350')\n" + script],
                environment: [
                    "S": builtProgram("stillstore"), "STILLSTORE_STORE": directory.path("store"),
                ], directory: directory.path)
        }

        @Test(
            "such a name means the file that has it",
            arguments: [
                #"cp a.png "c$e.png"; "$S" ingest -q "c$e.png"; test -L "store/buckets/default/c$e.png""#,
                #"mkdir "d$e"; cp a.png "d$e/x.png"; "$S" ingest -q "d$e"; test -L store/buckets/default/x.png"#,
                // From a directory that is called so, by relative names.
                #"mkdir "d$e"; cp a.png "d$e"; cd "d$e"; "$S" ingest -q a.png; "$S" cat default/a.png | cmp - a.png"#,
                #"mkdir "d$e"; cp a.png "d$e"; cd "d$e"; "$S" ingest -q --store s .; "$S" verify -q --store s; test -d s/objects"#,
                // Lists.
                #"cp a.png "c$e.png"; printf 'c\351.png\n' | "$S" ingest -q --files-from -; test -L "store/buckets/default/c$e.png""#,
                #"cp a.png "c$e.png"; printf 'c\351.png\0' > "l$e"; "$S" ingest -q --files-from "l$e"; test -L "store/buckets/default/c$e.png""#,
                #"cp a.png "c$e.png"; "$S" ingest -q .; printf 'default/c\351.png\n' > "l$e"; "$S" delete -q --from "l$e"; "$S" undelete -q --from - < "l$e"; "$S" cat "default/c$e.png" | cmp - a.png"#,
                // Patterns, buckets, prefixes, templates.
                #"cp a.png "c$e.png"; "$S" ingest -q --include "c$e*" .; test $("$S" list | wc -l) = 1"#,
                #"cp a.png "c$e.png"; cp b.png "c$f.png"; rm a.png b.png; "$S" ingest -q --exclude "c$e.png" .; test -L "store/buckets/default/c$f.png"; test ! -e "store/buckets/default/c$e.png""#,
                #""$S" ingest -q --bucket "b$e" --prefix "p$e" --path-template "t$e{filename}" a.png; test -L "store/buckets/b$e/p$e/t${e}a.png"; test $("$S" list --bucket "b$e" --prefix "p$e" | wc -l) = 1; "$S" delete -q --bucket "b$e"; test $("$S" list --bucket "b$e" | wc -l) = 0"#,
                // One asset.
                #""$S" put -q "b/x$e.png" a.png >/dev/null; "$S" put -q "b/x$f.png" b.png >/dev/null; test $("$S" list | wc -l) = 2; "$S" show "b/x$e.png" >/dev/null; "$S" cat "b/x$e.png" | cmp - a.png; "$S" cat "b/x$f.png" | cmp - b.png; "$S" rendition "b/x$e.png" >/dev/null; "$S" thumbnails -q --id "b/x$e.png" >/dev/null"#,
                #"cp a.png "c$e.png"; "$S" put -q b/y.png "c$e.png" >/dev/null; "$S" cat b/y.png | cmp - a.png"#,
                #""$S" put -q b/y.png a.png >/dev/null; "$S" delete -q b/y.png; "$S" undelete -q b/y.png --at "b/z$e.png"; "$S" cat "b/z$e.png" | cmp - a.png"#,
                // Two that one name may mean: neither is chosen, and another writing names each.
                #"cp a.png A.png; mv b.png %41.png; "$S" ingest -q A.png %41.png; ! "$S" delete -q default/%41.png; ! "$S" cat default/%41.png >out; "$S" cat default/A.png | cmp - A.png; "$S" cat default/%2541.png | cmp - %41.png; "$S" delete -q default/%2541.png; ! "$S" delete -q default/%41.png; "$S" cat default/A.png | cmp - A.png"#,
                // Files and directories that are written.
                #""$S" ingest -q a.png; "$S" render default/a.png --box 9x9 -o "r$e.png" >/dev/null; test -f "r$e.png"; "$S" contact-sheet "s$e.jpg" >/dev/null; test -f "s$e.jpg""#,
                #"cp a.png "c$e.png"; "$S" ingest -q "c$e.png"; "$S" export -q "x$e"; cmp "x$e/default/c$e.png" a.png"#,
                // Stores.
                #"STILLSTORE_STORE="st$e"; export STILLSTORE_STORE; "$S" ingest -q a.png; test -f "st$e/catalog.sqlite"; test ! -e store; "$S" verify -q; "$S" rebuild -q catalogue 2>/dev/null || "$S" rebuild catalogue -q >/dev/null; "$S" cat default/a.png | cmp - a.png"#,
                #""$S" ingest -q --store "st$e" a.png; "$S" backup -q --store "st$e" "k$e"; "$S" backup -q --store "st$e" "k$e"; "$S" restore -q --store "r$e" "k$e"; "$S" cat --store "r$e" default/a.png | cmp - a.png; "$S" init -q --store "o$e"; "$S" copy -q --store "st$e" --to "o$e"; "$S" cat --store "o$e" default/a.png | cmp - a.png; "$S" gc -q --store "st$e" --apply --grace 0s; "$S" verify -q --store "st$e" --repair --from "k$e""#,
                // Addresses.
                #"cp a.png "c$e.png"; "$S" fetch -q "file://$PWD/c$e.png"; test $("$S" list | grep -c '%E9') = 1; "$S" fetch -q "file://$PWD/c%E9.png""#,
                #"cp a.png "c$e.png"; printf 'file://%s/c\351.png\n' "$PWD" > l; "$S" fetch -q --allow-host local --from l; test $("$S" list | wc -l) = 1"#,
            ])
        func names(_ script: String) throws {
            let result = try shell(script)
            #expect(result.status == 0, "\(result.output)\(result.errors)")
        }

        @Test("the place of a rendition is printed so that a script finds it")
        func renditionPlace() throws {
            let result = try shell(
                #""$S" ingest -q --store "st$e" a.png; cp "$("$S" rendition --store "st$e" default/a.png)" out.png; test -s out.png"#
            )
            #expect(result.status == 0, "\(result.errors)")
        }

        @Test("what must be text says so, and messages show such bytes escaped")
        func text() throws {
            let user = try shell(#""$S" ingest --user-id "u$e" a.png"#)
            #expect(user.status == 2)
            #expect(user.errors.contains("u%E9"))
            let missing = try shell(#""$S" ingest "gone$e.png""#)
            #expect(missing.output.contains("gone%E9.png"))
            let run = try shell(#""$S" runs --json"#)
            let arguments = run.objects.first?["arguments"] as? [String]
            #expect(arguments == ["ingest", "gone%E9.png"])
        }
    }
#endif

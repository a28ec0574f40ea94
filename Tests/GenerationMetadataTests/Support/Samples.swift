/// One file of each kind of container and of metadata, for tests that take any file.
enum Samples {
    static let infotext =
        "<lora:ink:0.8> a duck\nNegative prompt: bad\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 512x768, Lora hashes: \"ink: aabbccddeeff\", Civitai resources: [{\"type\":\"checkpoint\",\"modelName\":\"m\"}], Version: v1.10.1"

    static let all: [[UInt8]] = [pngs, others].flatMap(\.self)

    private static let pngs: [[UInt8]] = [
        PNGFixture.png(["parameters": infotext]),
        PNGFixture.png(["prompt": ComfyFixture.simple, "workflow": "{\"nodes\": []}"]),
        PNGFixture.png(["parameters": infotext, "prompt": ComfyFixture.simple]),
        PNGFixture.png([
            "parameters": #"{"sui_image_params": {"prompt": "a", "seed": 1, "loras": "a,b"}}"#
        ]),
        PNGFixture.png(["Dream": "\"a duck [bad]\" -s 50 -S 7 -W 512 -H 512"]),
        PNGFixture.png([
            "Description":
                "a duck --ar 2:3 --no hats Job ID: e9c2bb5f-3f9c-4f4b-8b3a-1c4f3c1d2e3f"
        ]),
        PNGFixture.png([
            "Software": "NovelAI", "Source": "X 4BDE2A90",
            "Comment": #"{"prompt": "a", "seed": 5, "v4_prompt": {"caption": {}}}"#,
        ]),
        mixedPNG,
    ]

    private static var mixedPNG: [UInt8] {
        var png = PNGFixture()
        png.chunk("zTXt", Array("parameters\0\0".utf8) + Deflated.zlib(Array(infotext.utf8)))
        png.chunk("eXIf", tiff.bytes())
        png.chunk("caBX", c2pa)
        png.chunk("iTXt", Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + Array(xmp.utf8))
        png.pixels()
        png.chunk("comf", Array("prompt\0".utf8) + Array(ComfyFixture.simple.utf8))
        return png.finish()
    }

    private static var tiff: TIFFFixture {
        var tiff = TIFFFixture(isBigEndian: false)
        tiff.first = [
            TIFFFixture.ascii(0x010E, "a"), TIFFFixture.ascii(0x0110, "prompt:{\"1\": {}}"),
            TIFFFixture.ascii(0x013B, "Ada"),
        ]
        tiff.exif = [TIFFFixture.userComment(infotext, bigEndian: true)]
        return tiff
    }

    private static let xmp = """
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
         xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
         xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" e:DigitalSourceType="x/humanEdits"
         xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreatorTool>Draw &#84;hings</xmp:CreatorTool>
        </rdf:Description></rdf:RDF></x:xmpmeta>
        """

    private static let c2pa = C2PAFixture.store([
        C2PAFixture.manifest(
            "m", claim: ["claim_generator_info": [["name": "ChatGPT"]]],
            assertions: [
                (
                    "c2pa.actions",
                    [
                        "actions": [
                            [
                                "action": "c2pa.created",
                                "digitalSourceType": "http://x/trainedAlgorithmicMedia",
                                "softwareAgent": ["name": "GPT-4o", "version": "1"],
                            ]
                        ]
                    ]
                )
            ])
    ])

    private static let others: [[UInt8]] = [
        JPEGFixture.exif(tiff),
        JPEGFixture.jpeg(
            [
                (0xFE, Array(infotext.utf8)),
                (0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + Array(xmp.utf8)),
                (
                    0xED,
                    Array("Photoshop 3.0\0".utf8) + Array("8BIM".utf8) + [4, 4, 0, 0, 0, 0, 0, 9]
                        + [0x1C, 2, 0x6E, 0, 4] + Array("AIAI".utf8)
                ),
            ] + C2PAFixture.segments(c2pa, instance: 1, firstSequence: 1, size: 200)),
        WebPFixture.webp([
            ("VP8X", Array(repeating: 0, count: 10)), ("EXIF", tiff.bytes()),
            ("XMP ", Array(xmp.utf8)), ("C2PA", c2pa),
        ]),
        GIFFixture.gif(comments: [infotext], xmp: xmp, after: ["x"]),
        BMFFFixture.avif(exif: tiff.bytes(), xmp: xmp, inItemData: false),
        BMFFFixture.avif(exif: tiff.bytes(), xmp: xmp, inItemData: true),
    ]
}

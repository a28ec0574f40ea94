/// Gathers what C2PA, IPTC and XMP say of a picture's origin. All of it are claims.
enum ProvenanceReader {
    static func claims(_ sources: MetadataSources) -> [ProvenanceClaim] {
        var claims = sources.c2pa
        for (packet, _) in sources.xmp { claims.append(contentsOf: self.claims(packet)) }
        for block in sources.iptc {
            guard let credit = block.credit else { continue }
            var claim = ProvenanceClaim(.iim)
            claim.claimGenerator = credit
            claims.append(claim)
        }
        return claims
    }

    private static func claims(_ packet: XMPPacket) -> [ProvenanceClaim] {
        var claims: [ProvenanceClaim] = []
        let types =
            packet.values(XMPPacket.iptcExtension, "DigitalSourceType")
            + packet.values(XMPPacket.iptcExtension, "DigitalSourceFileType")
        let credit = packet.value(XMPPacket.photoshop, "Credit")
        let system = packet.value(XMPPacket.iptcExtension, "AISystemUsed")
        var concepts: [String?] = []
        for concept in types.compactMap(DigitalSourceType.concept) where !concepts.contains(concept)
        {
            concepts.append(concept)
        }
        if concepts.isEmpty, credit != nil || system != nil { concepts = [nil] }
        for concept in concepts.prefix(16) {
            var claim = ProvenanceClaim(.iptc)
            claim.digitalSourceType = concept
            claim.claimGenerator = credit
            claim.softwareAgent = system
            claim.model = packet.value(XMPPacket.iptcExtension, "AISystemVersionUsed")
            claims.append(claim)
        }
        if let address = packet.value(XMPPacket.dublinCoreTerms, "provenance") {
            var claim = ProvenanceClaim(.c2pa)
            claim.remoteManifest = address
            claims.append(claim)
        }
        return claims
    }

    /// IPTC's own fields for prompts (Photo Metadata Standard 2025.1).
    static func prompt(_ sources: MetadataSources) -> Draft? {
        for (packet, slot) in sources.xmp {
            let prompt = packet.value(XMPPacket.iptcExtension, "AIPromptInformation")
            let system = packet.value(XMPPacket.iptcExtension, "AISystemUsed")
            guard prompt != nil || system != nil else { continue }
            var record = GenerationRecord()
            record.sourceSlot = slot
            record.confidence = .high
            record.aiFlag = .claimed
            record.aiSource = .iptc
            record.prompt = prompt
            let version = packet.value(XMPPacket.iptcExtension, "AISystemVersionUsed")
            let model = [system, version].compactMap(\.self).joined(separator: " ")
            record.add(ModelReference(model))
            if let writer = packet.value(XMPPacket.iptcExtension, "AIPromptWriterName") {
                record.privateDetails.append(PrivateDetail(.author, writer))
            }
            return Draft(.xmp, record)
        }
        return nil
    }

    static func flag(_ claims: [ProvenanceClaim]) -> (
        flag: AIFlag, source: GenerationRecord.AISource?
    ) {
        var composite: GenerationRecord.AISource?
        for claim in claims {
            let source: GenerationRecord.AISource = claim.source == .c2pa ? .c2pa : .iptc
            switch DigitalSourceType.flag(claim.digitalSourceType) {
            case .claimed: return (.claimed, source)
            case .composite: composite = composite ?? source
            case .none:
                if claim.claimGenerator == "Made with Google AI" { return (.claimed, source) }
            }
        }
        return composite.map { (.composite, $0) } ?? (.none, nil)
    }
}

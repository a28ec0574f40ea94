/// Reads Midjourney's downloads: a description that is the prompt, its options, and a job's id.
enum MidjourneyReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        let texts = [sources.named("Description"), sources.exif(.imageDescription)]
        for text in texts.compactMap(\.self) {
            guard let job = MidjourneyPrompt(text.text, limits: sources.limits) else { continue }
            var record = GenerationRecord(.midjourney, slot: text.slot)
            fill(&record, job)
            if let author = (sources.named("Author") ?? sources.exif(.artist))?.text.trimmedOrNil {
                record.privateDetails.append(PrivateDetail(.account, author))
            }
            return Draft(.fields, record)
        }
        return nil
    }

    private static func fill(_ record: inout GenerationRecord, _ job: MidjourneyPrompt) {
        record.vendor = "Midjourney"
        record.jobID = job.id
        record.prompt = job.prompt.trimmedOrNil
        for address in job.images { record.add(SourceImage(address, .reference)) }
        for option in job.options {
            switch option.name {
            case "v", "version": record.add(ModelReference("Midjourney \(option.value)"))
            case "niji":
                record.add(ModelReference("Niji \(option.value)"))
            case "seed": record.seed = GenerationRecord.seed(option.value)
            case "no": record.negative = option.value.trimmedOrNil
            case "sref", "cref", "oref":
                for word in option.value.split(separator: " ") where word.contains("://") {
                    record.add(SourceImage(String(word), .reference))
                }
            default: break
            }
            record.add(setting: "--" + option.name, option.value.isEmpty ? "true" : option.value)
        }
    }
}

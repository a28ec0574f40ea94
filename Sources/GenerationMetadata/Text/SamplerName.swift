/// Older programs write the schedule behind the sampler's name: `DPM++ 2M Karras`,
/// `euler_ancestral_karras`.
enum SamplerName {
    static func split(
        _ sampler: String?, scheduler: String?
    ) -> (sampler: String?, scheduler: String?) {
        guard let sampler, scheduler == nil else { return (sampler, scheduler) }
        for end in [" Karras", " Exponential", "_karras", "_exponential"]
        where sampler.hasSuffix(end) && sampler.utf8.count > end.utf8.count {
            return (String(sampler.dropLast(end.count)), String(end.dropFirst()))
        }
        return (sampler, nil)
    }
}

import Catalog
import ContentStore

/// What repairs the defects that a verification confirms. `Verify` knows no more of repairs than
/// this; `RepairDefects` is what implements it.
protocol Repairer: Sendable {
    /// False where the repairs are planned only: no step is carried out, each is reported.
    var isApplied: Bool { get }

    /// What is done about a defect under the locks; nil for nothing.
    func step(for defect: Defect, _ inspection: Inspection) -> RepairStep?

    /// Carries a step out, under the locks and inside the transaction in which the defect was
    /// confirmed.
    func apply(
        _ step: RepairStep, _ defect: Defect, _ inspection: Inspection,
        _ writer: CatalogWriter, _ changed: inout ChangedDirectories
    ) throws

    /// Makes durable what `apply` changed, before the transaction commits.
    func sync(_ changed: ChangedDirectories) throws(DiskError)

    /// Called once for each defect, when it is first reported, with the step that was planned or
    /// carried out: what takes long is done about it later.
    func remember(_ defect: Defect, _ step: RepairStep?)

    /// Corrects rows of the domain, once the catalogue was checked. Blocks.
    func correctDomain(_ register: DefectRegister) throws

    /// Brings back the bytes of lost objects, once all objects and links were checked. Blocks.
    func restoreObjects(_ register: DefectRegister) throws

    /// Makes altered and absent renditions again, once they were checked.
    func restoreRenditions(_ register: DefectRegister) async throws

    /// Gives back the staging area.
    func close()
}

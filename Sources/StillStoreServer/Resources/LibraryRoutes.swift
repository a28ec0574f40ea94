import Domain
import HTTPTypes
import Wire

extension Routes {
    /// Captions, models, prompt templates.
    mutating func addLibrary() {
        list("/api/v1/captions", "listCaptions", "Captions, newest first") {
            (query: CaptionQuery, request, reader) in
            try reader.captions.page(asset: query.asset, of: nil, request).map(CaptionJSON.init)
        }
        create("/api/v1/captions", "addCaption", "Say what an asset shows") {
            (_: Nothing, body: NewCaption, transaction) in
            CaptionJSON(
                try transaction.captions.add(
                    body.text, type: body.type, asset: body.asset, path: body.path,
                    externalID: body.external_id))
        }
        delete("/api/v1/captions/{id}", "deleteCaption", "Delete a caption") {
            (query: ByID, transaction) in try transaction.captions.delete(query.id)
        }
        addModels()
        addTemplates()
    }

    private mutating func addModels() {
        list("/api/v1/models", "listModels", "Models, yours or those that are public") {
            (query: ModelQuery, request, reader) in
            if query.public == true {
                return try reader.models.publicPage(request).map(ModelJSON.init)
            }
            return try reader.models.page(type: query.type, base: query.base, of: nil, request)
                .map(ModelJSON.init)
        }
        get("/api/v1/models/{id}", "getModel", "One model") { (query: ByID, reader) in
            ModelJSON(try reader.models.get(query.id))
        }
        act(
            .put, "/api/v1/models", "setModel", "Describe the model with a key, known or new"
        ) { (_: Nothing, body: ModelValues, transaction) in
            ModelJSON(try transaction.models.upsert(body.key, body.replace))
        }
        delete("/api/v1/models/{id}", "deleteModel", "Delete a model") {
            (query: ByID, transaction) in try transaction.models.delete(query.id)
        }
    }

    private mutating func addTemplates() {
        list("/api/v1/templates", "listTemplates", "Prompt templates") {
            (query: TemplateQuery, request, reader) in
            try reader.templates.page(
                category: query.category, isFavourite: query.favourite, of: nil, request
            ).map(PromptTemplateJSON.init)
        }
        create("/api/v1/templates", "createTemplate", "Keep a prompt", problems: [409]) {
            (_: Nothing, body: NewTemplate, transaction) in
            PromptTemplateJSON(
                try transaction.templates.create(name: body.name, prompt: body.prompt) {
                    body.values?.replace(&$0)
                })
        }
        resource(
            "/api/v1/templates/{id}", "Template", reading: "One prompt template",
            changing: "Change a prompt template",
            item: { id, reader in PromptTemplateJSON(try reader.templates.get(id)) },
            edit: { (id, body: TemplateValues, transaction) in
                _ = try transaction.templates.edit(id, body.replace)
            })
        delete("/api/v1/templates/{id}", "deleteTemplate", "Delete a prompt template") {
            (query: ByID, transaction) in try transaction.templates.delete(query.id)
        }
        act(.post, "/api/v1/templates/{id}/restore", "restoreTemplate", "Bring it back") {
            (query: ByID, _: Nothing, transaction) in
            PromptTemplateJSON(try transaction.templates.restore(query.id))
        }
    }
}

private struct CaptionQuery: PagedQuery {
    var limit: Int?
    var after: String?
    var page: Int?
    var asset: String?
}

private struct NewCaption: Decodable, Sendable {
    let text, type: String
    var asset, path, external_id: String?
}

private struct ModelQuery: PagedQuery {
    var limit: Int?
    var after: String?
    var page: Int?
    var type, base: String?
    var `public`: Bool?
}

private struct ModelValues: Decodable, Sendable {
    let key: String
    var name, type, base: String?
    var hash, description, vae_key, asset_id: Clearable<String>
    var defaults: JSONValue?
    var is_public, is_favourite: Bool?

    func replace(_ model: inout Model) throws {
        name.replace(&model.name)
        type.replace(&model.type)
        base.replace(&model.base)
        hash.replace(&model.hash)
        description.replace(&model.description)
        vae_key.replace(&model.vaeKey)
        asset_id.replace(&model.assetID)
        try defaults.replace(&model.defaults)
        is_public.replace(&model.isPublic)
        is_favourite.replace(&model.isFavourite)
    }
}

private struct TemplateQuery: PagedQuery {
    var limit: Int?
    var after: String?
    var page: Int?
    var category: String?
    var favourite: Bool?
}

private struct TemplateValues: Decodable, Sendable {
    var name, prompt: String?
    var description, negative_prompt, category: Clearable<String>
    var is_public, is_favourite: Bool?

    func replace(_ template: inout PromptTemplate) {
        name.replace(&template.name)
        prompt.replace(&template.prompt)
        description.replace(&template.description)
        negative_prompt.replace(&template.negativePrompt)
        category.replace(&template.category)
        is_public.replace(&template.isPublic)
        is_favourite.replace(&template.isFavourite)
    }
}

private struct NewTemplate: Decodable, Sendable {
    let name, prompt: String
    var values: TemplateValues?
}

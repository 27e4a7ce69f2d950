//! The document generator for other modules.

use std::collections::BTreeMap;

use super::crm_document::Document;
use super::shared::{FieldInfo, Numerator, Template};
use crate::link::SignedLink;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Fields, Id, record};

record! {
    /// A region of documents.
    pub struct Region shown() {
        id: Option<String> = "id",
        title: Option<String> = "title",
        code: Option<String> = "code",
        language_id: Option<String> = "languageId",
        format_date: Option<String> = "formatDate",
        format_datetime: Option<String> = "formatDatetime",
        format_name: Option<String> = "formatName",
    }
}

record! {
    /// A role in the document generator.
    pub struct Role shown(id) {
        id: Option<Id> = "id",
        name: Option<String> = "name",
        code: Option<String> = "code",
        permissions: Fields = "permissions",
    }
}

calls! {
    "api-reference/document-generator/";

    write AddDocument = "documentgenerator.document.add"(
        template_id = "templateId", value = "value", values = "values"
    ) -> Document, in "document", "document-generator-document-add";
    write DeleteDocument = "documentgenerator.document.delete"(id = "id")
        -> Done, "document-generator-document-delete";
    write SwitchPublicLink = "documentgenerator.document.enablepublicurl"(id = "id")
        -> Option<SignedLink>, in "publicUrl", "document-generator-document-enable-public-url";
    read DescribeDocument = "documentgenerator.document.getfields"(id = "id")
        -> BTreeMap<String, FieldInfo>, "document-generator-document-get-fields";
    read GetDocument = "documentgenerator.document.get"(id = "id")
        -> Document, in "document", "document-generator-document-get";
    list ListDocuments by "id" = "documentgenerator.document.list"()
        -> Vec<Document>, in "documents", "document-generator-document-list";
    write UpdateDocument = "documentgenerator.document.update"(id = "id")
        -> Document, in "document", "document-generator-document-update";
    write AddNumerator = "documentgenerator.numerator.add"(fields: Params = "fields")
        -> Numerator, in "numerator", "numerators/document-generator-numerator-add";
    write DeleteNumerator = "documentgenerator.numerator.delete"(id = "id")
        -> Done, "numerators/document-generator-numerator-delete";
    read GetNumerator = "documentgenerator.numerator.get"(id = "id")
        -> Numerator, in "numerator", "numerators/document-generator-numerator-get";
    read ListNumerators = "documentgenerator.numerator.list"()
        -> Vec<Numerator>, in "numerators", "numerators/document-generator-numerator-list";
    write UpdateNumerator = "documentgenerator.numerator.update"(
        id = "id", fields: Params = "fields"
    ) -> Numerator, in "numerator", "numerators/document-generator-numerator-update";
    write AddRegion = "documentgenerator.region.add"(fields: Params = "fields")
        -> Region, in "region", "region/document-generator-region-add";
    write DeleteRegion = "documentgenerator.region.delete"(id = "id")
        -> Done, "region/document-generator-region-delete";
    read GetRegion = "documentgenerator.region.get"(id = "id")
        -> Region, in "region", "region/document-generator-region-get";
    read ListRegions = "documentgenerator.region.list"()
        -> BTreeMap<String, Region>, in "regions", "region/document-generator-region-list";
    write UpdateRegion = "documentgenerator.region.update"(id = "id", fields: Params = "fields")
        -> Region, in "region", "region/document-generator-region-update";
    write AddRole = "documentgenerator.role.add"(fields: Params = "fields")
        -> Role, in "role", "role/document-generator-role-add";
    write DeleteRole = "documentgenerator.role.delete"(id = "id")
        -> Done, "role/document-generator-role-delete";
    write SetRoleAccess = "documentgenerator.role.fillaccesses"(accesses = "accesses")
        -> Done, "role/document-generator-role-fill-accesses";
    read GetRole = "documentgenerator.role.get"(id = "id")
        -> Role, in "role", "role/document-generator-role-get";
    read ListRoles = "documentgenerator.role.list"()
        -> Vec<Role>, in "roles", "role/document-generator-role-list";
    write UpdateRole = "documentgenerator.role.update"(id = "id", fields: Params = "fields")
        -> Role, in "role", "role/document-generator-role-update";
    write AddTemplate = "documentgenerator.template.add"(fields: Params = "fields")
        -> Template, in "template", "templates/document-generator-template-add";
    write DeleteTemplate = "documentgenerator.template.delete"(id = "id")
        -> Done, "templates/document-generator-template-delete";
    read DescribeTemplate = "documentgenerator.template.getfields"(id = "id")
        -> BTreeMap<String, FieldInfo>, "templates/document-generator-template-get-fields";
    read GetTemplate = "documentgenerator.template.get"(id = "id")
        -> Template, in "template", "templates/document-generator-template-get";
    list ListTemplates by "id" = "documentgenerator.template.list"()
        -> Vec<Template>, in "templates", "templates/document-generator-template-list";
    write UpdateTemplate = "documentgenerator.template.update"(id = "id", fields: Params = "fields")
        -> Template, in "template", "templates/document-generator-template-update";
}

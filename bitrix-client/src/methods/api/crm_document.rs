//! The document generator of the CRM.

use std::collections::BTreeMap;

use super::shared::{FieldInfo, Numerator, Template};
use crate::entity_type::EntityType;
use crate::link::SignedLink;
use crate::methods::Document;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::Done;

calls! {
    "api-reference/crm/document-generator/";

    write AddDocument = "crm.documentgenerator.document.add"(
        template_id = "templateId", entity_type_id: EntityType = "entityTypeId", entity_id = "entityId"
    ) -> Document, in "document",
        "documents/crm-document-generator-document-add";
    write DeleteDocument = "crm.documentgenerator.document.delete"(id = "id")
        -> Done, "documents/crm-document-generator-document-delete";
    write EnablepublicurlDocument = "crm.documentgenerator.document.enablepublicurl"(
        id = "id", status = "status"
    ) -> Option<SignedLink>, in "publicUrl",
        "documents/crm-document-generator-document-enable-public-url";
    read DescribeDocument = "crm.documentgenerator.document.getfields"(id = "id")
        -> BTreeMap<String, FieldInfo>, "documents/crm-document-generator-document-get-fields";
    read GetDocument = "crm.documentgenerator.document.get"(id = "id")
        -> Document, in "document", "documents/crm-document-generator-document-get";
    write UpdateDocument = "crm.documentgenerator.document.update"(id = "id", values = "values")
        -> Document, in "document", "documents/crm-document-generator-document-update";
    write AddNumerator = "crm.documentgenerator.numerator.add"(fields: Params = "fields")
        -> Numerator, in "numerator", "numerator/crm-document-generator-numerator-add";
    write DeleteNumerator = "crm.documentgenerator.numerator.delete"(id = "id")
        -> Done, "numerator/crm-document-generator-numerator-delete";
    read GetNumerator = "crm.documentgenerator.numerator.get"(id = "id")
        -> Numerator, in "numerator", "numerator/crm-document-generator-numerator-get";
    read ListNumerators = "crm.documentgenerator.numerator.list"()
        -> Vec<Numerator>, in "numerators", "numerator/crm-document-generator-numerator-list";
    write UpdateNumerator = "crm.documentgenerator.numerator.update"(
        id = "id", fields: Params = "fields"
    ) -> Numerator, in "numerator",
        "numerator/crm-document-generator-numerator-update";
    write AddTemplate = "crm.documentgenerator.template.add"(fields: Params = "fields")
        -> Template, in "template", "templates/crm-document-generator-template-add";
    write DeleteTemplate = "crm.documentgenerator.template.delete"(id = "id")
        -> Done, "templates/crm-document-generator-template-delete";
    read DescribeTemplate = "crm.documentgenerator.template.getfields"(
        id = "id", entity_type_id: EntityType = "entityTypeId"
    ) -> BTreeMap<String, FieldInfo>,
        "templates/crm-document-generator-template-get-fields";
    read GetTemplate = "crm.documentgenerator.template.get"(id = "id")
        -> Template, in "template", "templates/crm-document-generator-template-get";
    list ListTemplates = "crm.documentgenerator.template.list"()
        -> Vec<Template>, in "templates", "templates/crm-document-generator-template-list";
    write UpdateTemplate = "crm.documentgenerator.template.update"(
        id = "id", fields: Params = "fields"
    ) -> Template, in "template",
        "templates/crm-document-generator-template-update";
}

//! The document generator of the CRM.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use super::shared::{FieldInfo, Numerator, Template};
use crate::entity_type::EntityType;
use crate::file::FileContent;
use crate::link::SignedLink;
use crate::methods::covered::calls;
use crate::params::{Params, Value};
use crate::wire::{Done, Id, record};

record! {
    /// A document in the list "Documents" of a card.
    ///
    /// Source:
    /// <https://apidocs.bitrix24.com/api-reference/crm/document-generator/documents/index.html>.
    pub struct Document shown(id, entity_id, template_id, is_transformation_error) {
        /// Its id.
        id: Id = "id",
        /// Its title.
        title: Option<String> = "title",
        /// Its number.
        number: Option<String> = "number",
        /// The item it belongs to.
        entity_id: Option<Id> = "entityId",
        /// The template; a hidden one for an uploaded document.
        template_id: Option<Id> = "templateId",
        /// When it was made.
        create_time: Option<DateTime<FixedOffset>> = "createTime",
        /// When it was last changed.
        update_time: Option<DateTime<FixedOffset>> = "updateTime",
        /// Whether it shows stamps and signatures.
        stamps_enabled: Option<bool> = "stampsEnabled",
        /// Whether turning it into a PDF failed.
        is_transformation_error: Option<bool> = "isTransformationError",
        /// Link to the docx.
        download_link: Option<SignedLink> = "downloadUrlMachine",
        /// Link to the PDF; absent until the portal has made it.
        pdf_link: Option<SignedLink> = "pdfUrlMachine",
        /// A page for the client, when it was switched on.
        public_link: Option<SignedLink> = "publicUrl",
    }
}

calls! {
    "api-reference/crm/document-generator/";

    /// Puts a ready docx, with its PDF, into a card.
    ///
    /// Not repeatable: a repeat is a second document. Without a PDF the portal makes one itself, some
    /// 30 to 40 seconds later. Stamps of an uploaded document cannot be switched.
    write UploadDocument = "crm.documentgenerator.document.upload"
        -> Document, in "document", "documents/crm-document-generator-document-upload";
    /// Documents by conditions, 50 a page.
    ///
    /// Filter by `entityId` and check the rows: a filter by `entityTypeId` is known to fail, and so
    /// is selecting it by name.
    list ListDocuments by "id" = "crm.documentgenerator.document.list"()
        -> Vec<Document>, in "documents", "documents/crm-document-generator-document-list";
    write AddDocument = "crm.documentgenerator.document.add"(
        template_id = "templateId", entity_type_id: EntityType = "entityTypeId",
        entity_id = "entityId"
    ) -> Document, in "document", "documents/crm-document-generator-document-add";
    write DeleteDocument = "crm.documentgenerator.document.delete"(id = "id")
        -> Done, "documents/crm-document-generator-document-delete";
    write SwitchPublicLink = "crm.documentgenerator.document.enablepublicurl"(
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
    ) -> Numerator, in "numerator", "numerator/crm-document-generator-numerator-update";
    write AddTemplate = "crm.documentgenerator.template.add"(fields: Params = "fields")
        -> Template, in "template", "templates/crm-document-generator-template-add";
    write DeleteTemplate = "crm.documentgenerator.template.delete"(id = "id")
        -> Done, "templates/crm-document-generator-template-delete";
    read DescribeTemplate = "crm.documentgenerator.template.getfields"(
        id = "id", entity_type_id: EntityType = "entityTypeId"
    ) -> BTreeMap<String, FieldInfo>, "templates/crm-document-generator-template-get-fields";
    read GetTemplate = "crm.documentgenerator.template.get"(id = "id")
        -> Template, in "template", "templates/crm-document-generator-template-get";
    list ListTemplates by "id" = "crm.documentgenerator.template.list"()
        -> Vec<Template>, in "templates", "templates/crm-document-generator-template-list";
    write UpdateTemplate = "crm.documentgenerator.template.update"(
        id = "id", fields: Params = "fields"
    ) -> Template, in "template", "templates/crm-document-generator-template-update";
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "a file goes into the call that sends it"
)]
impl UploadDocument {
    /// A docx for the card of this item, region `ru`.
    pub fn new(
        entity_type: EntityType,
        id: impl Into<Value>,
        title: impl Into<String>,
        number: impl Into<String>,
        docx: FileContent,
    ) -> Self {
        let fields = Params::new()
            .with("entityTypeId", entity_type)
            .with("entityId", id)
            .with("fileContent", docx.to_base64())
            .with("region", "ru")
            .with("title", title.into())
            .with("number", number.into());
        Self::bare().with("fields", fields)
    }

    /// The PDF to go with it.
    #[must_use]
    pub fn pdf(self, pdf: FileContent) -> Self {
        self.field("pdfContent", pdf.to_base64())
    }

    /// The document's region, which sets formats of dates and sums.
    #[must_use]
    pub fn region(self, region: impl Into<String>) -> Self {
        self.field("region", region.into())
    }

    fn field(mut self, name: &str, value: String) -> Self {
        self.params
            .within("fields", |fields| fields.set(name, value));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::Method as _;
    use crate::wire::RawJson;

    #[test]
    fn an_upload_is_written_as_documented_and_its_files_are_not_shown() {
        let call = UploadDocument::new(
            EntityType::DEAL,
            101,
            "Product demonstration",
            "2026-001",
            FileContent::new(*b"docx"),
        )
        .pdf(FileContent::new(*b"pdf"));
        assert_eq!(
            call.params().to_json(),
            r#"{"fields":{"entityTypeId":2,"entityId":101,"fileContent":"ZG9jeA==","region":"ru","title":"Product demonstration","number":"2026-001","pdfContent":"cGRm"}}"#
        );
        let shown = format!("{call:?}");
        assert!(
            !shown.contains("ZG9j") && shown.contains("fileContent: text(8)"),
            "{shown}"
        );
    }

    #[test]
    fn the_documented_answer_is_read_and_its_signed_link_stays_hidden() {
        let wire = r#"{"document":{"changeStampsEnabled":false,"publicUrl":null,
            "title":"Product demonstration","number":"2026-001","id":"63",
            "createTime":"2026-03-20T17:08:24+03:00","updatedBy":null,"stampsEnabled":false,
            "isTransformationError":false,"templateId":"55","emailDiskFile":5619,"entityId":"101",
            "entityTypeId":"2","values":{"_creationMethod":"rest"},
            "downloadUrlMachine":"https:\/\/b.example\/rest\/d.json?auth=SECRET&token=SECRET"}}"#;
        let call = UploadDocument::new(EntityType::DEAL, 1, "t", "n", FileContent::new([]));
        let document = call.decode(RawJson::new(wire)).unwrap();
        assert_eq!(
            (document.id.get(), document.stamps_enabled),
            (63, Some(false))
        );
        let link = document.download_link.as_ref().unwrap();
        assert_eq!(
            link.expose(),
            "https://b.example/rest/d.json?auth=SECRET&token=SECRET"
        );
        assert!(!format!("{document:?} {link:?} {:?}", document.other).contains("SECRET"));
        let list = ListDocuments::new().filter("entityId", 101);
        let listed = list
            .decode(RawJson::new(r#"{"documents":[{"id":"63"},{"id":64}]}"#))
            .unwrap();
        assert_eq!(listed.len(), 2);
    }
}

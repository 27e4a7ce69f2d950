//! Attaching a pair of files: the document generator, and the policy's fallback where it is denied.
//!
//! The marker of an uploaded document is its title and number, which no other step of any run
//! shares: numbers are 1C's own, and the title names the pair. A comment carries the step's key, and
//! files in a field are told by their bytes.

use super::{BitrixCrm, failure, number};
use bitrix_client::api::item::DescribeItem;
use bitrix_client::{
    AddComment, Batch, BatchError, EntityType, Error, ErrorKind, Fields, FileContent, GetItem,
    ListComments, ListDocuments, Order, Params, SignedLink, UpdateItem, UploadDocument, Value,
};
use docflow_core::{
    AttachFallback, AttachJob, Attached, AttachedVia, Attachment, Cause, Outcome, Owner, Pair, Side,
};

impl BitrixCrm {
    pub(super) async fn attach_pair(&self, job: &AttachJob, pair: Pair<'_>) -> Outcome<Attached> {
        if job.probe {
            match self.probe(job, pair).await {
                Ok(Some(attached)) => return Outcome::Done(attached),
                Ok(None) => {}
                Err(error) => return failure::of_read(&error),
            }
        }
        let attachment = &job.attachment;
        let upload = UploadDocument::new(
            EntityType::DEAL,
            number(job.deal.get()),
            title(attachment),
            attachment.number.as_str(),
            FileContent::new(pair.docx),
        )
        .pdf(FileContent::new(pair.pdf));
        match self.client.call(&upload).await {
            Ok(document) => done(document.id, AttachedVia::DocumentGenerator),
            Err(error) if failure::is_denied(&error) => self.fall_back(job, pair, &error).await,
            Err(error) => failure::outcome(&error),
        }
    }

    /// Looks for what an earlier attempt may have left, whichever way it took.
    async fn probe(&self, job: &AttachJob, pair: Pair<'_>) -> Result<Option<Attached>, Error> {
        let list = ListDocuments::new()
            .filter("entityId", number(job.deal.get()))
            .order("id", Order::Desc);
        match self.client.call(&list).await {
            Ok(documents) => {
                let found = documents.into_iter().find(|document| {
                    document.entity_id.map(bitrix_client::Id::get) == Some(job.deal.get())
                        && document.title.as_deref() == Some(title(&job.attachment).as_str())
                        && document.number.as_deref() == Some(job.attachment.number.as_str())
                });
                if let Some(document) = found {
                    let id = document.id.to_string();
                    return Ok(Some(Attached {
                        id,
                        via: AttachedVia::DocumentGenerator,
                    }));
                }
            }
            Err(error) if failure::is_denied(&error) => {}
            Err(error) => return Err(error),
        }
        match &self.fallback {
            AttachFallback::TimelineComment => self.find_comment(job).await,
            AttachFallback::FileField(field) => self.find_files(job, pair, field).await,
            AttachFallback::Refuse => Ok(None),
        }
    }

    async fn fall_back(
        &self,
        job: &AttachJob,
        pair: Pair<'_>,
        denied: &Error,
    ) -> Outcome<Attached> {
        match &self.fallback {
            AttachFallback::TimelineComment => self.comment(job, pair).await,
            AttachFallback::FileField(field) => self.file_field(job, pair, field).await,
            AttachFallback::Refuse => {
                failure::refused(failure::cause(denied), Owner::Administrator)
            }
        }
    }

    async fn comment(&self, job: &AttachJob, pair: Pair<'_>) -> Outcome<Attached> {
        let text = format!("{}\n[{}]", title(&job.attachment), job.key);
        let comment = AddComment::new(EntityType::DEAL, number(job.deal.get()), text)
            .file(
                job.attachment.docx.name.as_str(),
                &FileContent::new(pair.docx),
            )
            .file(
                job.attachment.pdf.name.as_str(),
                &FileContent::new(pair.pdf),
            );
        match self.client.call(&comment).await {
            Ok(id) => done(id, AttachedVia::TimelineComment),
            Err(error) => failure::outcome(&error),
        }
    }

    async fn find_comment(&self, job: &AttachJob) -> Result<Option<Attached>, Error> {
        let found = self.marked_comment(job.deal, job.key.as_str()).await?;
        Ok(found.map(|id| Attached {
            id,
            via: AttachedVia::TimelineComment,
        }))
    }

    /// The comment of a deal that carries a marker, among the latest fifty.
    pub(super) async fn marked_comment(
        &self,
        deal: docflow_core::DealId,
        marker: &str,
    ) -> Result<Option<String>, Error> {
        let list = ListComments::new(EntityType::DEAL, number(deal.get())).order("ID", Order::Desc);
        let comments = self.client.call(&list).await?;
        let marker = format!("[{marker}]");
        let own = comments.into_iter().find(|comment| {
            comment.entity_id.is_none_or(|id| id.get() == deal.get())
                && comment
                    .text
                    .as_deref()
                    .is_some_and(|text| text.contains(&marker))
        });
        Ok(own.map(|comment| comment.id.to_string()))
    }

    /// A multiple file field is written as a whole, so the files that stand in it are named again;
    /// where one of them can not be named, nothing is written.
    async fn file_field(&self, job: &AttachJob, pair: Pair<'_>, field: &str) -> Outcome<Attached> {
        let read = self.files_of(job, field).await;
        let kept = match read.map(|found| found.kept()) {
            Ok(Ok(kept)) => kept,
            Ok(Err(code)) => {
                return failure::refused(Cause::new(Side::Crm, code), Owner::Administrator);
            }
            Err(error) => return failure::of_read(&error),
        };
        let kept = kept.into_iter();
        let kept = kept.map(|id| Value::from(Params::new().with("id", number(id))));
        let attachment = &job.attachment;
        let new = [
            Value::file(attachment.docx.name.as_str(), &FileContent::new(pair.docx)),
            Value::file(attachment.pdf.name.as_str(), &FileContent::new(pair.pdf)),
        ];
        let files: Vec<Value> = kept.chain(new).collect();
        let update = UpdateItem::new(
            EntityType::DEAL,
            number(job.deal.get()),
            Params::new().with(field, files),
        );
        match self.client.call(&update).await {
            Ok(_) => Outcome::Done(Attached {
                id: field.to_owned(),
                via: AttachedVia::FileField,
            }),
            Err(error) => failure::outcome(&error),
        }
    }

    /// What a field of the deal is and holds, in one request.
    async fn files_of(&self, job: &AttachJob, field: &str) -> Result<FileField, Error> {
        let mut batch = Batch::new();
        let asked = (|| {
            let deal = GetItem::new(EntityType::DEAL, number(job.deal.get()));
            let fields = DescribeItem::new(EntityType::DEAL);
            Ok::<_, BatchError>((batch.add(deal)?, batch.add(fields)?))
        })();
        let Ok((deal, fields)) = asked else {
            return Ok(FileField::Unreadable);
        };
        let results = self.client.batch(&batch).await?;
        let (deal, fields) = (results.take(&deal)?, results.take(&fields)?);
        let info = fields.into_values().find(|info| {
            info.upper_name.as_deref() == Some(field) && info.kind.as_deref() == Some("file")
        });
        Ok(match info {
            None => FileField::Missing,
            Some(info) if info.is_multiple != Some(true) => FileField::Single,
            Some(_) => FileField::holding(&deal.other, field),
        })
    }

    /// The portal does not say the names of files in a field, so they are told by their bytes.
    async fn find_files(
        &self,
        job: &AttachJob,
        pair: Pair<'_>,
        field: &str,
    ) -> Result<Option<Attached>, Error> {
        let cap = pair.docx.len().max(pair.pdf.len());
        let (mut docx, mut pdf) = (false, false);
        // Where nothing of ours can stand nothing is found; what can not be read is refused when it
        // is to be written.
        let FileField::Holds(files) = self.files_of(job, field).await? else {
            return Ok(None);
        };
        for file in files {
            let Ok(link) = file.get::<SignedLink>("urlMachine") else {
                continue;
            };
            match self.client.download(&link, cap).await {
                Ok(found) => {
                    docx |= found.content == pair.docx;
                    pdf |= found.content == pair.pdf;
                }
                Err(error) if error.kind() == ErrorKind::TooLarge => {}
                Err(error) => return Err(error),
            }
        }
        let attached = Attached {
            id: field.to_owned(),
            via: AttachedVia::FileField,
        };
        Ok((docx && pdf).then_some(attached))
    }
}

/// A field of the deal that the policy names for files.
enum FileField {
    /// A field for many files, with what it holds.
    Holds(Vec<Fields>),
    /// The answer does not say what it holds.
    Unreadable,
    /// It takes one file, so a pair would replace what stands there.
    Single,
    /// The deal has no such field for files.
    Missing,
}

impl FileField {
    fn holding(deal: &Fields, field: &str) -> Self {
        let files = deal.raw(field).map(|_| deal.get(field));
        files
            .and_then(Result::ok)
            .map_or(Self::Unreadable, Self::Holds)
    }

    /// Ids of the files that stand there, or the code of why nothing may be written.
    fn kept(&self) -> Result<Vec<u64>, &'static str> {
        match self {
            Self::Holds(files) => {
                let ids = files.iter().map(|file| file.get::<u64>("id"));
                ids.collect::<Result<_, _>>().map_err(|_| UNREADABLE)
            }
            Self::Unreadable => Err(UNREADABLE),
            Self::Single => Err("file-field-single"),
            Self::Missing => Err("file-field-missing"),
        }
    }
}

/// The code under which a field is refused whose files can not be named again.
const UNREADABLE: &str = "file-field-unreadable";

/// The title in the card, the same for every attempt at one pair: «Договор № 15 от 24.11.2026».
pub(super) fn title(attachment: &Attachment) -> String {
    let name = attachment
        .docx
        .name
        .strip_suffix(".docx")
        .unwrap_or(&attachment.docx.name);
    let pair = match (attachment.pair.docx_stamped, attachment.pair.pdf_stamped) {
        (false, true) => "",
        (true, true) => " (Word и PDF с печатью)",
        (true, false) => " (Word с печатью, PDF без печати)",
        (false, false) => " (без печати)",
    };
    format!("{name}{pair}")
}

fn done(id: bitrix_client::Id, via: AttachedVia) -> Outcome<Attached> {
    Outcome::Done(Attached {
        id: id.to_string(),
        via,
    })
}

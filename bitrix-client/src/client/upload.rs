//! Posting a file to the address that a method of the disk gave for it.

use std::time::Duration;

use reqwest::Url;

use super::Client;
use super::attempt::{REQUEST_ID, length, refuse_moved};
use super::seen::{Brought, Sent};
use crate::envelope;
use crate::error::{Error, ErrorKind};
use crate::http::{fault, read_capped};
use crate::methods::api::disk::DiskObject;
use crate::observe::next_request_id;
use crate::retry::CallOptions;
use crate::upload::{Upload, UploadMethod};

/// The name under which the post of a file appears in reports.
const UPLOAD: &str = "upload";

/// The slowest line that a file is expected to pass, in bytes a second.
const SLOWEST: u64 = 64 << 10;

/// The largest answer to a file.
const LARGEST_ANSWER: usize = 1 << 20;

impl Client {
    /// Puts a file on the disk of the portal, streamed: asks `method`, which must be without
    /// `fileContent`, for an address, and posts the file there under its own name.
    ///
    /// Two requests. The first one creates nothing and is repeated like a read; the second one is
    /// never repeated: see [`Error::may_have_happened`]. It may take a second longer than other
    /// calls for each 64 KiB.
    ///
    /// ```no_run
    /// # async fn put(client: bitrix_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use bitrix_client::{Id, Params, Upload, api::disk::UploadToFolder};
    ///
    /// let folder = Id::new(8930).ok_or("an id is no 0")?;
    /// let file = Upload::file("contract.pdf").await?;
    /// let stored = client.upload(&UploadToFolder::new(folder, Params::new()), file).await?;
    /// println!("file {:?}", stored.id);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`InvalidArgument`](ErrorKind::InvalidArgument) for a call that carries a content;
    /// [`Decode`](ErrorKind::Decode) when the portal names no address;
    /// [`Config`](ErrorKind::Config) when it names one elsewhere; the others as of a call.
    pub async fn upload<M: UploadMethod>(
        &self,
        method: &M,
        file: Upload,
    ) -> Result<DiskObject, Error> {
        if method.params().get("fileContent").is_some() {
            return Err(Error::new(ErrorKind::InvalidArgument, M::NAME)
                .described("expected a call without fileContent: the file is posted after it"));
        }
        let options = CallOptions::default().safe_to_repeat();
        let place = self.call_with(method, &options).await?.answer;
        let (Some(field), Some(link)) = (place.field, place.upload_url) else {
            return Err(Error::new(ErrorKind::Decode, M::NAME)
                .described("expected an address to post the file to, found none"));
        };
        let url = self.own_url(&link)?;
        self.post_file(field, url, file).await
    }

    async fn post_file(&self, field: String, url: Url, file: Upload) -> Result<DiskObject, Error> {
        let request_id = next_request_id();
        let options = CallOptions::default();
        self.wait_for_place(UPLOAD, &request_id, &options).await;
        let (begun, bytes) = (self.clock().now(), file.length());
        let mut brought = Brought::default();
        let outcome = self
            .exchange_file(field, url, file, &request_id, &mut brought)
            .await;
        let request = Sent {
            method: UPLOAD,
            request_id: &request_id,
            attempt: 1,
            begun,
            bytes,
        };
        self.saw_request(&request, &brought, outcome.as_ref().err().map(Error::kind));
        if let Err(error) = &outcome {
            self.slow_down(error).await;
        }
        outcome.map_err(|error| error.attempted(1, false).named(&request_id))
    }

    async fn exchange_file(
        &self,
        field: String,
        url: Url,
        file: Upload,
        request_id: &str,
        brought: &mut Brought,
    ) -> Result<DiskObject, Error> {
        let portal = self.portal();
        let longer = Duration::from_secs(file.length() / SLOWEST);
        let request = self
            .shared
            .http
            .post(url)
            .header(REQUEST_ID, request_id)
            .timeout(self.shared.timeout + longer)
            .multipart(file.into_form(field));
        let response = request
            .send()
            .await
            .map_err(|error| fault(UPLOAD, &error))?;
        let status = response.status().as_u16();
        brought.status = Some(status);
        refuse_moved(UPLOAD, &portal, &response)?;
        let body = read_capped(UPLOAD, response, LARGEST_ANSWER).await?;
        brought.received = length(body.len());
        let secret = self.access.secret();
        let secrets = [secret.expose()];
        let envelope = envelope::open(UPLOAD, status, &body, &secrets)?;
        brought.timing = envelope.timing;
        let stored = envelope.result.parse();
        stored.map_err(|error| Error::decode(UPLOAD, &error))
    }
}

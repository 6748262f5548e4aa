// SPDX-License-Identifier: Apache-2.0
#include "server/http/pages.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/page/assets.h"
#include "server/page/layout.h"
#include "server/page/node_page.h"
#include "server/page/status_page.h"

namespace rollcall::http {
namespace {

constexpr char kNodes[] = "/nodes/";
constexpr char kRaw[] = "/raw";

// Nothing but this server's own style, script and icon; nothing inline; in no frame.
constexpr char kPolicy[] =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

HttpResponse Secured(HttpResponse response, const char* policy = kPolicy) {
  response.headers.insert(response.headers.end(), {{"Content-Security-Policy", policy},
                                                   {"Referrer-Policy", "no-referrer"},
                                                   {"X-Frame-Options", "DENY"},
                                                   {"Cross-Origin-Opener-Policy", "same-origin"},
                                                   {"Cross-Origin-Resource-Policy", "same-origin"}});
  return response;
}

HttpResponse HtmlResponse(unsigned status, std::string html) {
  return Secured({.status = status, .content_type = "text/html; charset=utf-8", .body = std::move(html)});
}

HttpRoute FileRoute(std::string path, std::string type, std::string_view content) {
  return {.path = std::move(path), .handler = [type = std::move(type), content](const HttpRequest&) {
            return Secured({.content_type = type, .body = std::string(content)});
          }};
}

// The answers of the last moments: many browsers ask for the same page after a change. Only the server's worker uses
// it.
class RecentPages {
 public:
  template <typename Make>
  HttpResponse Get(const std::string& address, uint64_t version, Instant now, const Make& make) {
    std::erase_if(
        pages_, [&](const auto& page) { return page.second.version != version || now - page.second.made > kKeepFor; });
    const auto found = pages_.find(address);
    if (found != pages_.end()) return found->second.response;
    HttpResponse response = make();
    if (pages_.size() < kMaxPages) pages_[address] = {version, now, response};
    return response;
  }

 private:
  static constexpr size_t kMaxPages = 16;
  static constexpr absl::Duration kKeepFor = absl::Seconds(1);
  struct Entry {
    uint64_t version = 0;
    Instant made;
    HttpResponse response;
  };
  std::map<std::string, Entry> pages_;
};

class Pages {
 public:
  Pages(state::Store& store, int max_viewers, ViewerCounters& counters)
      : store_(store),
        max_viewers_(max_viewers),
        viewers_(store, {.max_viewers = static_cast<size_t>(max_viewers)}, counters) {}

  HttpResponse Status(const HttpRequest& request) {
    absl::StatusOr<page::PageQuery> query = page::ParsePageQuery(request.query);
    if (!query.ok()) {
      return HtmlResponse(400,
                          page::MessagePage("./", "The filter cannot be used", std::string(query.status().message())));
    }
    // Read before the state, so that a page is never newer than its version.
    const uint64_t version = store_.Version();
    const Instant now = Instant::Now();
    const std::string address = page::QueryText(query->parameters);
    return recent_.Get(address, version, now, [&] {
      const page::StoreState state = page::ReadState(store_);
      const auto model = page::MakeStatusModel(state, store_.Server(), *std::move(query), now);
      return HtmlResponse(model->summary.is_ready ? 200 : 503, page::StatusPage(*model));
    });
  }

  HttpResponse Node(const HttpRequest& request) const {
    std::string_view rest = std::string_view(request.path).substr(sizeof(kNodes) - 1);
    const bool is_raw = rest.ends_with(kRaw);
    if (is_raw) rest.remove_suffix(sizeof(kRaw) - 1);
    const std::optional<int32_t> id = page::ParseNodeId(rest);
    if (!id.has_value()) {
      return HtmlResponse(404,
                          page::MessagePage("../", "No such page", "A node's page is at nodes/ID, such as nodes/5."));
    }
    const page::StoreState state = page::ReadState(store_);
    if (is_raw) return Raw(state, *id);
    bool is_present = false;
    std::string html = page::NodePage(state, store_.Server(), *id, Instant::Now(), is_present);
    return HtmlResponse(state.snapshot == nullptr ? 503 : is_present ? 200 : 404, std::move(html));
  }

  HttpResponse Live(const HttpRequest& request) {
    if (!request.fetch_site.empty() && request.fetch_site != "same-origin") {
      return Secured({.status = 403, .body = "only this server's own pages can follow it\n"});
    }
    const absl::StatusOr<page::PageQuery> query = page::ParsePageQuery(request.query);
    if (!query.ok()) return Secured({.status = 400, .body = absl::StrCat(query.status().message(), "\n")});
    std::shared_ptr<HttpStream> stream = viewers_.Open(query->watched);
    if (stream != nullptr) return Secured({.content_type = "text/event-stream", .stream = std::move(stream)});
    HttpResponse refusal = {.status = 503,
                            .body = absl::StrCat("this server has its ", max_viewers_,
                                                 " viewers that follow live; see --max-page-viewers\n")};
    refusal.headers.emplace_back("Retry-After", "10");
    return Secured(std::move(refusal));
  }

 private:
  // The bytes as they are. A browser neither guesses what they are nor runs them.
  static HttpResponse Raw(const page::StoreState& state, int32_t id) {
    std::optional<page::RawRecord> record = page::FindRecord(state, id);
    if (!record.has_value()) return Secured({.status = 404, .body = absl::StrCat("there is no node ", id, " now\n")});
    HttpResponse response = {.content_type = "application/octet-stream", .body = std::move(record->value)};
    response.headers.emplace_back(
        "Content-Disposition", absl::StrCat("attachment; filename=\"node", id, "-offset", record->offset, ".json\""));
    return Secured(std::move(response), "default-src 'none'; sandbox; frame-ancestors 'none'");
  }

  state::Store& store_;
  const int max_viewers_;
  RecentPages recent_;
  Viewers viewers_;
};

}  // namespace

std::vector<HttpRoute> PageRoutes(state::Store& store, int max_viewers, ViewerCounters& counters) {
  const auto pages = std::make_shared<Pages>(store, max_viewers, counters);
  constexpr auto kWorker = HttpRoute::Where::kWorker;
  return {{.path = "/",
           .handler = [pages](const HttpRequest& request) { return pages->Status(request); },
           .where = kWorker},
          {.path = kNodes,
           .handler = [pages](const HttpRequest& request) { return pages->Node(request); },
           .match = HttpRoute::Match::kPrefix,
           .where = kWorker},
          {.path = "/live", .handler = [pages](const HttpRequest& request) { return pages->Live(request); }},
          FileRoute("/style.css", "text/css; charset=utf-8", page::StyleSheet()),
          FileRoute("/script.js", "text/javascript; charset=utf-8", page::Script()),
          FileRoute("/icon.svg", "image/svg+xml", page::Icon())};
}

std::vector<HttpRoute> NoPageRoutes() {
  return {{.path = "/", .handler = [](const HttpRequest&) {
             return HttpResponse{.status = 404,
                                 .body =
                                     "the status page is turned off here; see --status-page. There is /metrics, "
                                     "/healthz, /readyz\n"};
           }}};
}

}  // namespace rollcall::http

// SPDX-License-Identifier: Apache-2.0
#include "server/http/pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/http_server.h"
#include "tests/testing/fed_store.h"
#include "tests/testing/http_connection.h"

namespace rollcall::http {
namespace {

using ::testing::AllOf;
using testing::AskHttp;
using testing::FedStore;
using ::testing::HasSubstr;
using testing::HttpConnection;
using ::testing::Not;
using ::testing::StartsWith;

class PagesTest : public ::testing::Test {
 protected:
  PagesTest() : PagesTest(FedStore::Start::kReady) {}
  explicit PagesTest(FedStore::Start start) : feed_(start) {
    feed_.Put(5, {{"audit"}});
    server_ = *HttpServer::Start("127.0.0.1:0", HttpRoutes(PageRoutes(feed_.store(), 1, counters_)));
  }
  std::string Ask(const std::string& target, const std::string& headers = "") {
    return AskHttp(server_->address(), target, "GET", headers);
  }

  FedStore feed_;
  ViewerCounters counters_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(PagesTest, EachAnswerForbidsWhatItDoesNotNeed) {
  for (const char* target : {"/", "/?node=1", "/?node=x", "/nodes/5", "/nodes/6", "/nodes/x", "/nodes/5/raw",
                             "/style.css", "/script.js", "/icon.svg", "/live?node=x"}) {
    EXPECT_THAT(Ask(target),
                AllOf(HasSubstr("\r\nContent-Security-Policy: default-src 'none'"), HasSubstr("frame-ancestors 'none'"),
                      HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"),
                      HasSubstr("\r\nReferrer-Policy: no-referrer\r\n"), HasSubstr("\r\nCache-Control: no-store\r\n")))
        << target;
  }
  EXPECT_THAT(Ask("/"), Not(HasSubstr("unsafe-inline")));
}

TEST_F(PagesTest, NothingIsInline) {
  const std::string page = Ask("/") + Ask("/nodes/5");
  EXPECT_THAT(page, AllOf(Not(HasSubstr("style=")), Not(HasSubstr("<style")), Not(HasSubstr("<script>")),
                          Not(::testing::ContainsRegex(" on[a-z]+="))));
}

TEST_F(PagesTest, PagesAreFoundAndOthersAreNot) {
  EXPECT_THAT(Ask("/"), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Content-Type: text/html; charset=utf-8"),
                              HasSubstr("audit")));
  EXPECT_THAT(Ask("/nodes/5"), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Node 5")));
  EXPECT_THAT(Ask("/nodes/6"), AllOf(StartsWith("HTTP/1.1 404 "), HasSubstr("No record of this node")));
  EXPECT_THAT(Ask("/nodes/six"), AllOf(StartsWith("HTTP/1.1 404 "), HasSubstr("nodes/ID")));
  EXPECT_THAT(Ask("/nodes/6/raw"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(Ask("/?node=%3Cscript%3E"),
              AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("&lt;script&gt;"), Not(HasSubstr("<script>"))));
  EXPECT_THAT(Ask("/style.css"), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Content-Type: text/css")));
  EXPECT_THAT(Ask("/script.js"), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Content-Type: text/javascript")));
  EXPECT_THAT(Ask("/icon.svg"), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Content-Type: image/svg+xml")));
}

TEST_F(PagesTest, TheRecordIsServedAsItIsAndOnlyToBeSaved) {
  feed_.PutRecord("6", "<script>\xff");
  EXPECT_THAT(Ask("/nodes/6/raw"), AllOf(HasSubstr("Content-Type: application/octet-stream"), HasSubstr("sandbox"),
                                         HasSubstr("attachment; filename=\"node6-offset1.json\""),
                                         ::testing::EndsWith("\r\n\r\n<script>\xff")));
}

TEST_F(PagesTest, APageShowsAChangeAtOnce) {
  EXPECT_THAT(Ask("/"), Not(HasSubstr("mask")));
  feed_.Put(5, {{"mask"}});
  EXPECT_THAT(Ask("/"), HasSubstr("mask"));
}

TEST_F(PagesTest, OnlySoManyFollow) {
  HttpConnection viewer(server_->address());
  viewer.Send("GET /live HTTP/1.0\r\n\r\n");
  EXPECT_THAT(viewer.ReadUntil("\n\n"), HasSubstr("event: state"));
  EXPECT_THAT(Ask("/live"),
              AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("--max-page-viewers"), HasSubstr("Retry-After: 10")));
  EXPECT_THAT(Ask("/"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(PagesTest, OtherSitesCannotFollow) {
  EXPECT_THAT(Ask("/live", "Sec-Fetch-Site: cross-site\r\n"), StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(Ask("/live?name=a&color=red"), AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("color")));
  HttpConnection viewer(server_->address());
  viewer.Send("GET /live HTTP/1.0\r\nSec-Fetch-Site: same-origin\r\n\r\n");
  EXPECT_THAT(viewer.ReadUntil("\n\n"), HasSubstr("Content-Type: text/event-stream"));
}

class PagesOfNothingTest : public PagesTest {
 protected:
  PagesOfNothingTest() : PagesTest(FedStore::Start::kNotReady) {}
};

TEST_F(PagesOfNothingTest, APageSaysWhyItShowsNothing) {
  EXPECT_THAT(Ask("/"), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("Not ready")));
  EXPECT_THAT(Ask("/nodes/5"), StartsWith("HTTP/1.1 503 "));
}

TEST(NoPageTest, SaysHowToTurnItOn) {
  const auto server = *HttpServer::Start("127.0.0.1:0", HttpRoutes(NoPageRoutes()));
  EXPECT_THAT(AskHttp(server->address(), "/"), AllOf(StartsWith("HTTP/1.1 404 "), HasSubstr("--status-page")));
  EXPECT_THAT(AskHttp(server->address(), "/live"), StartsWith("HTTP/1.1 404 "));
}

}  // namespace
}  // namespace rollcall::http

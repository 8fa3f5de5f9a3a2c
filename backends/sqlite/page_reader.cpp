#include "backends/sqlite/page_reader.hpp"

#include <algorithm>
#include <utility>

#include "backends/sqlite/expression_names.hpp"
#include "backends/sqlite/item_codec.hpp"
#include "backends/sqlite/item_size.hpp"
#include "backends/sqlite/stored_filter.hpp"

namespace sosw::sqlite {

namespace {

using Names = std::vector<std::string>;

/// Which attributes are decoded: all, or those of a list.
class View {
public:
    View() = default;
    explicit View(Names names) : all_{false}, names_{std::move(names)} {}

    /// Without what `projected` lacks; empty stands for everything.
    void restrict_to(const Names& projected) {
        if (projected.empty()) {
            return;
        }
        if (all_) {
            *this = View{projected};
            return;
        }
        std::erase_if(names_, [&](const std::string& name) {
            return std::ranges::find(projected, name) == projected.end();
        });
    }
    Item decode(std::string_view blob) const {
        return all_ ? decode_item(blob) : decode_attributes(blob, names_);
    }

private:
    bool all_ = true;
    Names names_;
};

std::uint64_t segment_hash(std::string_view bytes) {
    std::uint64_t hash = 0xCBF29CE484222325;
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
    }
    return hash ^ (hash >> 32);
}

class PageReader final : private RowVisitor {
public:
    PageReader(const PageRequest& request, const KeyBounds& bounds)
        : request_{request}, bounds_{bounds}, limit_{request.limit.value_or(0)} {
        const Names& projected = request.index.projected;
        if (request.filter != nullptr) {
            filter_view_ = View{top_level_names(*request.filter, request.bindings)};
            filter_view_.restrict_to(projected);
            stored_filter_ = StoredFilter::compile(*request.filter, request.bindings, projected);
        }
        if (request.projection != nullptr) {
            result_view_ = View{top_level_names(*request.projection, request.bindings)};
            cuts_deeper_ = !is_flat(*request.projection);
        }
        if (!request.fetch_whole_items) {
            result_view_.restrict_to(projected);
        }
    }

    Result<PageOutput> read() {
        if (!bounds_.is_empty()) {
            TRY(walk());
        }
        if (more_) {
            page_.last_evaluated_key = key_of(last_);
        }
        if (request_.capacity != ReturnConsumedCapacity::None) {
            page_.consumed_capacity = capacity();
        }
        return std::move(page_);
    }

private:
    Result<void> walk() {
        Statement& statement = request_.table.select(request_.index, bounds_.shape());
        const StatementScope scope{statement};
        bounds_.bind(statement);
        statement.visit(*this);
        return failure_ ? fail(*std::move(failure_)) : Result<void>{};
    }

    bool visit(std::string_view blob) override {
        if (request_.total_segments > 1 && !is_in_segment(blob)) {
            return false;
        }
        size_ += size_of(blob);
        ++page_.scanned_count;
        // The item that fills the page is its last one, though it be the last of all.
        more_ = page_.scanned_count == limit_ || size_ >= kPageSizeMax;
        if (more_) {
            last_.assign(blob);
        }
        if (request_.filter == nullptr || passes_filter(blob)) {
            keep(blob);
        }
        return more_ || failure_.has_value();
    }

    void keep(std::string_view blob) {
        ++page_.count;
        if (request_.count_only) {
            return;
        }
        if (request_.fetch_whole_items) {
            fetch_units_ += read_units(stored_size(blob), request_.read_kind);
        }
        Item item = result_view_.decode(blob);
        page_.items.push_back(
            cuts_deeper_ ? expression::project(*request_.projection, request_.bindings, item)
                         : std::move(item)
        );
    }

    /// False, and a `failure_`, where the filter cannot be evaluated.
    bool passes_filter(std::string_view blob) {
        if (stored_filter_) {
            if (const std::optional<bool> passes = stored_filter_->test(blob)) {
                return *passes;
            }
        }
        const Item seen = filter_view_.decode(blob);
        const Result<bool> passes =
            expression::evaluate(*request_.filter, request_.bindings, &seen);
        if (!passes) {
            failure_ = passes.error();
        }
        return passes.value_or(false);
    }

    std::int64_t size_of(std::string_view blob) const {
        return request_.index.projects_all() ? stored_size(blob)
                                             : stored_size(blob, request_.index.projected);
    }

    bool is_in_segment(std::string_view blob) const {
        const std::string& hash = request_.table.primary().schema.hash;
        const std::optional<AttributeValue> value = decode_attribute(blob, hash);
        return value && segment_of(*value, request_.total_segments) == request_.segment;
    }

    /// The keys of the index and of the table.
    Item key_of(std::string_view blob) const {
        Names names;
        for (const std::size_t column : request_.index.order) {
            if (!request_.table.columns()[column].attribute.empty()) {
                names.push_back(request_.table.columns()[column].attribute);
            }
        }
        return decode_attributes(blob, names);
    }

    ConsumedCapacity capacity() const {
        const std::string& table_name = request_.table.definition().table_name;
        ConsumedCapacity total = read_capacity(
            table_name,
            request_.index.name,
            read_units(size_, request_.read_kind),
            request_.capacity
        );
        if (fetch_units_ > 0) {
            std::vector<ConsumedCapacity> both{std::move(total)};
            add_capacity(both, read_capacity(table_name, {}, fetch_units_, request_.capacity));
            total = std::move(both.front());
        }
        return total;
    }

    const PageRequest& request_;
    const KeyBounds& bounds_;
    View filter_view_;
    std::optional<StoredFilter> stored_filter_{};
    View result_view_;
    bool cuts_deeper_ = false;  ///< The projection has paths into attributes.
    PageOutput page_;
    std::int64_t size_ = 0;
    std::int64_t limit_;  ///< 0: none.
    std::string last_;    ///< The last item, where the page may end at it.
    double fetch_units_ = 0;
    bool more_ = false;
    std::optional<Error> failure_{};  ///< Of the filter.
};

}  // namespace

std::int64_t segment_of(const AttributeValue& hash, std::int64_t total_segments) {
    return static_cast<std::int64_t>(
        segment_hash(EncodedKey::of(hash).bytes()) % static_cast<std::uint64_t>(total_segments)
    );
}

Result<PageOutput> read_page(const PageRequest& request, const KeyBounds& bounds) {
    return PageReader{request, bounds}.read();
}

}  // namespace sosw::sqlite

#pragma once

#include "backends/endpoint/services/api_service.hpp"

namespace sosw::sqlite {
class SqliteSsm;
}

namespace sosw::endpoint {

/// The Parameter Store of AWS Systems Manager in JSON 1.1.
class SsmService final : public ApiService {
public:
    /// `ssm` must outlive this object; `random` makes request ids.
    SsmService(sqlite::SqliteSsm& ssm, Random random);

private:
    Output get_parameter(Input in);
    Output get_parameters(Input in);
    Output get_parameters_by_path(Input in);
    Output get_parameter_history(Input in);
    Output put_parameter(Input in);
    Output delete_parameter(Input in);
    Output delete_parameters(Input in);
    Output describe_parameters(Input in);

    sqlite::SqliteSsm& ssm_;
};

}  // namespace sosw::endpoint

import 'aws-sdk-client-mock-vitest/extend';

// The SDK warns at import that it will drop Node 20 in 2027; the Lambdas run on 24.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

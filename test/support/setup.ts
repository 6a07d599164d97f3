import 'aws-sdk-client-mock-vitest/extend';

// The SDK says at import that Node 20 is old; the Lambdas run on 24.
process.env['AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE'] = '1';
process.env['POWERTOOLS_DEV'] ??= 'false';

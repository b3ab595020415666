function configured(user, context, callback) {
  const { API_URL, RETRIES = '3' } = configuration;
  const key = configuration['firebase-cert'];
  console.log(API_URL, parseInt(RETRIES, 10), key.length, configuration.DEBUG === 'true');
  callback(null, user, context);
}

(user, context, callback) => {
  context.accessToken['https://example.com/tenant'] = context.tenant;
  callback(null, user, context);
};
